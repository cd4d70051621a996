#pragma once

#include "ui/widgets/panel.h"

namespace kontor {

class Label;

/// The box what is being keyed in stands in, at the trailing edge; a caption at the leading one where there are several of them.
/// The active one has the accent's border; touching another makes it that.
class EntryCard : public Card
{
    Q_OBJECT
public:
    enum class Size { Large, Small }; ///< 76 px with an amount, 56 px with a detail of it.
    explicit EntryCard(const Theme& theme, Size size = Size::Large, QWidget* parent = nullptr);

    void setCaption(const QString& caption);
    /// `placeholder`: shown paler, since nothing was keyed in.
    void setShown(const QString& text, bool placeholder = false);
    void setActive(bool active);
    [[nodiscard]] QString shown() const;

Q_SIGNALS:
    void touched();

protected:
    void mousePressEvent(QMouseEvent* event) override;

private:
    void sayName();

    Label* m_caption;
    Label* m_text;
    Label* m_pale;
};

} // namespace kontor
