#include "fuzz/input.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

/// A target over the files of a folder, without a fuzzer: what the tests run. `replay FOLDER`
int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "the folder of the corpus is wanted\n");
        return 2;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(argv[1]))
        files.push_back(file.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        std::ifstream stream(file, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        std::fprintf(stderr, "%s\n", file.filename().c_str()); // The last one named is the one that fails.
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }
    std::printf("%zu inputs\n", files.size());
    return files.empty() ? 1 : 0;
}
