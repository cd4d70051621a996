#include "app/desktop/server_enrolment.h"

#include "storage/store.h"
#include "sync/client/take_enrolment.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/protocol/server_address.h"

namespace kontor {

Result<Done> joinServer(Store& store, const EnrolmentPort::Invitation& invitation,
                        const EnrolmentPort::Progress& progress)
{
    TakeOptions how;
    how.name = invitation.name;
    how.by = invitation.staff;
    how.stop = invitation.isCancelled;
    how.bootstrap.stop = invitation.isCancelled;
    how.bootstrap.progress = [&](std::size_t done, std::size_t of) { progress(done, of); };
    if (!invitation.code.empty())
        return takeEnrolmentCode(store, {invitation.server, {}, false}, invitation.code, how);
    const auto file = readEnrolmentFile(invitation.file);
    if (!file)
        return tl::unexpected(file.error());
    return takeEnrolment(store, *file, how);
}

std::string ServerEnrolment::server() const
{
    const auto address = serverOf(m_store);
    return address ? address->url : std::string();
}

} // namespace kontor
