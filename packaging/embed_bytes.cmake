# cmake -DIN=file -DOUT=file.cpp -DNAME=name -P embed_bytes.cmake: the bytes of a file as `kontor::BytesView NAME()`.
file(READ ${IN} digits HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${digits}")
file(WRITE ${OUT} "#include \"domain/base/bytes.h\"\n\n#include <iterator>\n\nnamespace kontor {\n\n"
    "BytesView ${NAME}()\n{\n    static constexpr unsigned char bytes[]{${bytes}};\n"
    "    return {reinterpret_cast<const char*>(&bytes[0]), std::size(bytes)};\n}\n\n} // namespace kontor\n")
