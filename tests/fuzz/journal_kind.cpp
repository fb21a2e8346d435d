// Journals: the bytes of one, read as a run that is gone on with reads it.
#include <algorithm>
#include <cstring>
#include <span>

#include "engine/core/fault.h"
#include "engine/io/crc32c.h"
#include "engine/io/journal.h"
#include "tests/fuzz/judge.h"
#include "tests/fuzz/kinds.h"

namespace draagkracht::fuzz {
namespace {

const JournalIdentity expected{0x0123456789abcdefULL, "build", 3};
constexpr std::size_t bytes_before_build = 32, bytes_before_payload = 48;  // engine/io/journal.h

void put_checksum(std::string& bytes, std::size_t from, std::size_t length) {
  if (from + length + 4 > bytes.size()) return;
  const std::uint32_t sum = crc32c(std::as_bytes(std::span(bytes.data() + from, length)));
  std::memcpy(bytes.data() + from + length, &sum, sizeof sum);
}

// Makes checksums fit again, so that what they protect is looked at.
void repair(std::string& bytes) {
  if (bytes.size() < bytes_before_build) return;
  std::uint32_t build = 0;
  std::memcpy(&build, bytes.data() + 12, sizeof build);
  const std::size_t header = bytes_before_build + std::min<std::size_t>(build, 100'000);
  put_checksum(bytes, 0, header);
  const std::size_t record = bytes_before_payload + 8 * expected.run_length;
  for (std::size_t at = header + 4; at + record + 4 <= bytes.size(); at += record + 4) put_checksum(bytes, at, record);
}

class JournalKind final : public Kind {
 public:
  explicit JournalKind(Workshop& workshop) : workshop_(workshop) {}

  // Two journals of one folder: the input as it is, and behind a mark the other one.
  void try_input(const std::string& input) override {
    workshop_.clear();
    const std::size_t middle = input.size() > 600 ? input.size() / 2 : input.size();
    workshop_.write("out.runs/journal.host.1.00000001", input);
    if (middle < input.size()) workshop_.write("out.runs/journal.host.2.00000002", input.substr(middle));
    judge("journal", [&] {
      const Journal journal(workshop_.folder() + "/out.runs", expected);
      for (std::size_t i = 0; i < journal.entries().size(); ++i) {
        const RunResult run = journal.read(i);
        if (!journal.has(run.key)) throw LogicFault("a run that was read is not there");
      }
      if (journal.entries().size() * 76 > 2 * input.size()) throw LogicFault("more runs than bytes");
    });
  }

  void mutate(std::string& input, const std::vector<std::string>& others, Random& random) override {
    for (std::size_t n = 1 + random.below(4); n > 0; --n) change(input, others, random);
    if (!random.one_in(6)) repair(input);
  }

 private:
  static void change(std::string& bytes, const std::vector<std::string>& others, Random& random) {
    const std::size_t at = random.below(bytes.size() + 1), length = random.below(100);
    switch (random.below(8)) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.erase(at, length);
        break;
      case 2:
        bytes.insert(at, std::string(bytes, bytes.size() / 2, length));
        break;
      case 3:
        bytes += others.empty() ? bytes : random.of(others);
        break;
      case 4: {  // a record once more
        const std::size_t record = bytes_before_payload + 8 * expected.run_length + 4;
        if (bytes.size() >= record) bytes += bytes.substr(bytes.size() - record);
        break;
      }
      case 5: {
        static constexpr std::uint64_t edges[] = {0,          1,           0xff,  0xffff,    0x7fffffff,
                                                  0xffffffff, 0x100000000, ~0ULL, ~0ULL >> 1};
        const std::uint64_t value = edges[random.below(std::size(edges))];
        const std::size_t width = random.one_in(2) ? 4 : 8, place = at / 4 * 4;
        if (place + width <= bytes.size()) std::memcpy(bytes.data() + place, &value, width);
        break;
      }
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random.below(256));
        break;
    }
  }

  Workshop& workshop_;
};

}  // namespace

std::unique_ptr<Kind> journal_kind(Workshop& workshop) { return std::make_unique<JournalKind>(workshop); }

}  // namespace draagkracht::fuzz
