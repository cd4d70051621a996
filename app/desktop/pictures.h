#pragma once

#include "domain/base/result.h"

#include <QSize>
#include <QString>

#include <filesystem>

class QApplication;

namespace kontor {

/// Renders every page of the shop in `data`, as large as `size`, in both themes, as PNG files into
/// `folder`: for machines without a display, and for the README. Works on a copy of the shop, since the receipt needs a
/// sale and nobody bought anything.
/// Errors: NotFound or Storage, naming the folder; NotFound about "products" when there is nothing to sell.
[[nodiscard]] Result<Done> takePictures(QApplication& application, const std::filesystem::path& data,
                                        const QString& folder, QSize size);

} // namespace kontor
