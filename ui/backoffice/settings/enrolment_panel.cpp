#include "ui/backoffice/settings/enrolment_panel.h"

#include "ui/text/error_text.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/form.h"
#include "ui/widgets/label.h"
#include "ui/widgets/progress_line.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace kontor {
namespace {

/// What to do about it, in words of the shop and not of the network.
QString remedyOf(const Error& error)
{
    const auto detail = errorText(error);
    if (error.about == "enrolment")
        return EnrolmentPanel::tr("Cancelled. If the invitation is not taken any more, have a new one made.");
    if (error.kind == Error::Kind::Network)
        return EnrolmentPanel::tr("The server does not answer: %1. Is the address right, and is it running?")
            .arg(detail);
    if (error.about == "code" || error.about == "secret")
        return EnrolmentPanel::tr("The invitation is not taken: %1. Each is good once, for a day; have a new one made.")
            .arg(detail);
    if (error.about == "server")
        return EnrolmentPanel::tr("This is not the server that the invitation names: %1.").arg(detail);
    if (error.about == "address")
        return EnrolmentPanel::tr("The address: %1.").arg(detail);
    return qtext(error.about) + QStringLiteral(": ") + detail;
}

} // namespace

EnrolmentPanel::EnrolmentPanel(const Theme& theme, EnrolmentPort& port, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_port(port)
{
    m_state = new Label(theme, TextRole::Body, Tone::Text);
    m_state->setWordWrap(true);
    const auto field = [&](const QString& name, const QString& example) {
        auto* made = new Field(theme, name);
        made->setPlaceholderText(example);
        return made;
    };
    const auto button = [&](const QString& text) {
        auto* made = new Button(theme, Button::Kind::Primary, text);
        made->setRole(TextRole::Strong);
        made->setFixedHeight(40);
        return made;
    };
    m_server = field(tr("Server"), QStringLiteral("https://10.0.0.5:8470"));
    m_code = field(tr("Code"), tr("read out at the server"));
    m_byCode = button(tr("Connect by code"));
    auto* code = new FormCard(theme, tr("By a code"));
    code->addRow(tr("Server"), m_server, tr("Where it is, e.g. https://10.0.0.5:8470."));
    code->addRow(tr("Code"), m_code, tr("Made there by: kontorctl enrol --make-code. Good once, for a day."));
    code->addWide(m_byCode);
    m_file = field(tr("File"), tr("a one-time file of the server"));
    m_choose = new Button(theme, Button::Kind::Plain, tr("Choose"));
    m_choose->setIconName(QStringLiteral("upload"));
    m_choose->setFixedHeight(40);
    m_byFile = button(tr("Connect by file"));
    auto* file = new FormCard(theme, tr("By a file"));
    file->addRow(tr("File"), m_file,
                 tr("Made there by: kontorctl enrol --make FILE. It holds a secret: delete it afterwards."));
    auto* row = new QWidget;
    auto* buttons = new QHBoxLayout(row);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(8);
    buttons->addWidget(m_choose, 1);
    buttons->addWidget(m_byFile, 1);
    file->addWide(row);
    m_said = new Label(theme, TextRole::Body, Tone::Bad);
    m_said->setWordWrap(true);
    m_said->hide();
    m_progress = new ProgressLine(theme);
    m_progress->hide();
    m_cancel = new Button(theme, Button::Kind::Plain, tr("Cancel"));
    m_cancel->setFixedHeight(40);
    m_cancel->setAccessibleName(tr("Cancel connecting"));
    m_cancel->hide();
    connect(m_cancel, &Button::clicked, this, &EnrolmentPanel::cancel);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::cardGap);
    column->addWidget(m_state);
    column->addWidget(m_said);
    column->addWidget(m_progress);
    column->addWidget(m_cancel, 0, Qt::AlignLeading);
    column->addWidget(code);
    column->addWidget(file);
    connect(m_byCode, &Button::clicked, this, &EnrolmentPanel::joinByCode);
    connect(m_byFile, &Button::clicked, this, &EnrolmentPanel::joinByFile);
    connect(m_choose, &Button::clicked, this, &EnrolmentPanel::chooseFile);
    connect(m_server, &QLineEdit::returnPressed, m_code, [this] { m_code->setFocus(); });
    connect(m_code, &QLineEdit::returnPressed, this, &EnrolmentPanel::joinByCode);
    connect(m_file, &QLineEdit::returnPressed, this, &EnrolmentPanel::joinByFile);
    reload();
}

void EnrolmentPanel::reload()
{
    const auto server = m_port.server();
    m_state->setText(server.empty() ? tr("This till works alone. A server brings it together with other tills.")
                                    : tr("Connected with %1.").arg(qtext(server)));
    for (QWidget* one : std::initializer_list<QWidget*>{m_server, m_code, m_byCode, m_file, m_choose, m_byFile})
        one->setEnabled(!m_busy && server.empty());
}

void EnrolmentPanel::begin()
{
    m_server->setFocus();
}

void EnrolmentPanel::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Choose a file"), QFileInfo(m_file->text()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

void EnrolmentPanel::joinByCode()
{
    if (m_busy)
        return;
    for (auto* field : {m_server, m_code})
        if (field->text().trimmed().isEmpty()) {
            field->setFault(tr("This is needed."));
            field->setFocus();
            return;
        }
    EnrolmentPort::Invitation invitation;
    invitation.server = m_server->text().trimmed().toStdString();
    invitation.code = m_code->text().trimmed().toStdString();
    join(invitation);
}

void EnrolmentPanel::joinByFile()
{
    if (m_busy)
        return;
    if (m_file->text().trimmed().isEmpty()) {
        m_file->setFault(tr("This is needed."));
        m_file->setFocus();
        return;
    }
    EnrolmentPort::Invitation invitation;
    invitation.file = m_file->text().trimmed().toStdString();
    join(invitation);
}

void EnrolmentPanel::join(const EnrolmentPort::Invitation& wish)
{
    auto invitation = wish;
    invitation.staff = m_staff;
    m_busy = true;
    m_cancelled = std::make_shared<std::atomic_bool>(false);
    invitation.isCancelled = [flag = m_cancelled] { return flag->load(); };
    m_cancel->setEnabled(true);
    m_cancel->show();
    m_said->hide();
    m_progress->show(-1);
    m_progress->setVisible(true);
    reload();
    const auto progress = [this, post = m_courier.post()](std::uint64_t done, std::uint64_t of) {
        post([this, done, of] { m_progress->show(of == 0 ? -1 : double(done) / double(of)); });
    };
    m_job.ask([&port = m_port, invitation, progress] { return port.join(invitation, progress); },
              [this](const Result<Done>& done) { finish(done); });
}

void EnrolmentPanel::cancel()
{
    m_cancelled->store(true);
    m_cancel->setEnabled(false); // The answer comes when the request is given up.
}

void EnrolmentPanel::finish(const Result<Done>& done)
{
    m_busy = false;
    m_progress->hide();
    m_cancel->hide();
    m_said->setVisible(!done);
    if (!done)
        m_said->setText(remedyOf(done.error()));
    reload();
    if (done)
        Q_EMIT joined();
    else
        m_code->setFocus();
}

} // namespace kontor
