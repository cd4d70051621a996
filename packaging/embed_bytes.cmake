# cmake -DIN=file -DOUT=file.cpp -DNAME=name -P embed_bytes.cmake: the bytes of a file as `extern const unsigned char NAME[]`.
file(READ ${IN} digits HEX)
string(LENGTH "${digits}" count)
math(EXPR count "${count} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${digits}")
file(WRITE ${OUT} "#include <cstddef>\nnamespace kontor {\nextern const unsigned char ${NAME}[];\nextern const std::size_t ${NAME}Size;\n"
    "const unsigned char ${NAME}[] = {${bytes}};\nconst std::size_t ${NAME}Size = ${count};\n}\n")
