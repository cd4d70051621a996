#include "domain/commands/reason.h"

#include "domain/base/text.h"

namespace kontor {

schema::Reason makeReason(schema::Reason::Code code, std::string_view subject, std::string_view detail)
{
    schema::Reason reason;
    reason.set_code(code);
    reason.set_subject(shortened(subject, maxReasonTextBytes));
    reason.set_detail(shortened(detail, maxReasonTextBytes));
    return reason;
}

} // namespace kontor
