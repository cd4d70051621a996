#include "simulation/machine.h"

#include "simulation/judge.h"

#include <fstream>

namespace kontor::simulation {

namespace {

std::string contentOf(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

Machine::Machine(std::string called, std::filesystem::path folder, Dice dice, const std::uint64_t& nowMs)
    : name(std::move(called)),
      disk(std::move(folder), dice.fork(1)),
      m_dice(dice.fork(2)),
      m_nowMs(nowMs)
{}

void Machine::forgetMark()
{
    // Whatever is behind the marks was written with a sync: only where that is the same, these may be the old ones.
    const auto file = keyOf(disk.folder());
    const auto now = contentOf(file);
    const auto keysOf = [](const std::string& content) {
        const auto at = content.find("public=");
        return at == std::string::npos ? content : content.substr(at);
    };
    if (m_keyAtStart.empty() || keysOf(m_keyAtStart) != keysOf(now))
        return;
    std::ofstream(file, std::ios::binary | std::ios::trunc) << m_keyAtStart;
}

World Machine::world()
{
    World world;
    world.now = [this] { return (FoundedShop::epochMs + static_cast<std::int64_t>(m_nowMs) + skewMs) * 1000; };
    world.random = [this](std::size_t size) { return m_dice.bytes(size); };
    world.utcOffsetSeconds = [](TimeUs) { return 0; };
    world.sliceCommits = sliceCommits;
    return world;
}

Result<Done> Machine::start()
{
    StoreOptions options;
    options.directory = shopOf(disk.folder());
    options.keyFile = keyOf(disk.folder());
    options.world = world();
    options.reserveBytes = reserveBytes;
    options.freeSpace = [this](const std::filesystem::path&) { return disk.freeSpace(); };
    auto opened = Store::open(std::move(options));
    if (!opened)
        return tl::unexpected(opened.error());
    if ((*opened)->isReadOnly())
        return fail(Error::Kind::Storage, name, "somebody else has its lock");
    store = std::move(*opened);
    ++life;
    m_keyAtStart = contentOf(keyOf(disk.folder()));
    return Done{};
}

void Machine::keepImage(std::uint64_t head)
{
    const auto folder = disk.folder().string() + "-image";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::filesystem::copy(shopOf(disk.folder()), shopOf(folder), std::filesystem::copy_options::recursive);
    std::filesystem::copy(keyOf(disk.folder()), keyOf(folder));
    std::error_code ignored;
    std::filesystem::remove(shopOf(folder) / "kontor.db-shm", ignored); // Memory.
    image = {folder, store->publicKey(), head, head};
}

void Machine::setBackToImage()
{
    std::filesystem::remove_all(shopOf(disk.folder()));
    std::filesystem::copy(shopOf(image->folder), shopOf(disk.folder()), std::filesystem::copy_options::recursive);
    std::filesystem::copy(keyOf(image->folder), keyOf(disk.folder()),
                          std::filesystem::copy_options::overwrite_existing);
}

void Machine::stop()
{
    store.reset();
    ++life;
}

void Terminal::startSync(const SyncMachine::Options& options)
{
    port = std::make_unique<StoreSyncPort>(*store);
    machine = std::make_unique<SyncMachine>(
        *port, [this](std::uint64_t bound) { return m_dice.upTo(bound); }, options);
}

void Terminal::stop()
{
    machine.reset();
    port.reset();
    Machine::stop();
}

void Server::startService()
{
    service = std::make_unique<SyncService>(*store, judge, shopOf(disk.folder()), world(),
                                            [this](std::function<void()> run) { m_posted.push_back(std::move(run)); });
}

void Server::stop()
{
    m_posted.clear();
    service.reset();
    m_posted.clear();
    Machine::stop();
}

void Server::drain()
{
    while (service && !m_posted.empty()) {
        auto posted = std::move(m_posted);
        m_posted.clear();
        for (const auto& run : posted)
            run();
    }
}

} // namespace kontor::simulation
