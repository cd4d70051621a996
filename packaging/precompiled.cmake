# Headers that nearly every file reads, parsed once instead of a thousand times. In the dev preset only: the others compile without,
# so that a file which does not include what it needs is found there. One list for each set of flags: without and with Qt.

option(KONTOR_PRECOMPILE "Precompiled headers" OFF)

set(kontor_precompiled_engine
    <algorithm> <array> <charconv> <chrono> <cstdint> <filesystem> <fstream> <functional> <map> <memory> <optional> <ranges> <set> <span>
    <string> <string_view> <tuple> <unordered_map> <utility> <variant> <vector> <tl/expected.hpp>)
foreach(schema options types journal identity settings catalog inventory orders customers tax promotions payments shifts purchasing
        loyalty cart_payments)
    list(APPEND kontor_precompiled_engine <domain/schema/${schema}.pb.h>)
endforeach()
set(kontor_precompiled_programs ${kontor_precompiled_engine} <nlohmann/json.hpp>)
set(kontor_precompiled_tests ${kontor_precompiled_engine} <QFile> <QJsonArray> <QJsonDocument> <QJsonObject> <QTemporaryDir> <QTest>)
set(kontor_precompiled_widgets ${kontor_precompiled_engine}
    <QAbstractButton> <QApplication> <QHBoxLayout> <QKeyEvent> <QLineEdit> <QLocale> <QPainter> <QScrollArea> <QScroller>
    <QShortcut> <QStackedWidget> <QStyle> <QTimer> <QVBoxLayout> <QWidget>)

if(KONTOR_PRECOMPILE)
    # GCC 12 takes what is in a precompiled header for ours, and warns of the library's strings (PR 105329, 105651). The release build
    # has these warnings.
    target_compile_options(kontor_build_options INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
    set(kontor_precompiled_state "${CMAKE_CXX_COMPILER_VERSION} ${Protobuf_VERSION} ${Qt6_VERSION} ${nlohmann_json_VERSION} ")
    file(GLOB schemas CONFIGURE_DEPENDS domain/schema/*.proto)
    foreach(schema ${schemas})
        file(SHA256 ${schema} hash)
        string(APPEND kontor_precompiled_state "${hash} ")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${schema})
    endforeach()
    foreach(kind engine programs tests widgets)
        file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/precompiled_${kind}.cpp CONTENT "")
        add_library(kontor_precompiled_for_${kind} OBJECT ${PROJECT_BINARY_DIR}/generated/precompiled_${kind}.cpp)
        target_link_libraries(kontor_precompiled_for_${kind} PRIVATE kontor_schema tl::expected kontor_build_options)
        target_precompile_headers(kontor_precompiled_for_${kind} PRIVATE ${kontor_precompiled_${kind}})
        # What ccache takes instead of the precompiled bytes, which have the checkout's path in them: two checkouts share objects.
        file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/CMakeFiles/kontor_precompiled_for_${kind}.dir/cmake_pch.hxx.gch.sum
            CONTENT "${kontor_precompiled_state}${kontor_precompiled_${kind}}")
    endforeach()
    target_link_libraries(kontor_precompiled_for_programs PRIVATE Qt6::Core nlohmann_json::nlohmann_json)
    target_link_libraries(kontor_precompiled_for_tests PRIVATE Qt6::Test)
    target_link_libraries(kontor_precompiled_for_widgets PRIVATE Qt6::Widgets)
endif()

# kontor_precompile(engine kontor_domain kontor_storage): the targets read that list before anything else.
function(kontor_precompile kind)
    if(KONTOR_PRECOMPILE)
        foreach(target ${ARGN})
            target_precompile_headers(${target} REUSE_FROM kontor_precompiled_for_${kind})
        endforeach()
    endif()
endfunction()
