#pragma once

#include "ui/enrolment_port.h"

namespace kontor {

class Store;

/// Takes an invitation in, by file or by code. Blocks. Errors: as takeEnrolment and takeEnrolmentCode.
[[nodiscard]] Result<Done> joinServer(Store& store, const EnrolmentPort::Invitation& invitation,
                                      const EnrolmentPort::Progress& progress);

/// The settings page's port, filled with the sync client.
class ServerEnrolment : public EnrolmentPort
{
public:
    explicit ServerEnrolment(Store& store) : m_store(store) {}

    [[nodiscard]] std::string server() const override;
    [[nodiscard]] Result<Done> join(const Invitation& invitation, const Progress& progress) override
    {
        return joinServer(m_store, invitation, progress);
    }

private:
    Store& m_store;
};

} // namespace kontor
