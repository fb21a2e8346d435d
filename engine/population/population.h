// The inhabitants of one region and the places (practices, posts) they belong to. Made once per seed and region and
// shared, read-only, by all runs; what changes during a run is kept by engine/simulation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "engine/core/huge_pages.h"
#include "engine/core/limits.h"
#include "engine/des/request.h"

namespace draagkracht {

inline constexpr int person_attributes = owner_labels;  // how many labelled attributes a person can have
inline constexpr int person_needs = limits::needs;      // how many personal need factors
inline constexpr int person_scopes = owner_places;      // how many kinds of place beside the region itself

// The head of a person's record; the labels of its attributes follow in the same row of Persons, which alone makes
// records.
struct Person {
  std::uint64_t entity = 0;              // (wijk code, ordinal): what random numbers are addressed by
  std::int32_t birth_day = 0;            // days since 1970-01-01
  std::uint16_t wijk = 0;                // index in Population::wijken
  std::uint16_t own_server = no_server;  // own care provider within the pool that has continuity
  std::uint16_t place[person_scopes] = {no_place, no_place, no_place, no_place, no_place, no_place};  // axis: scope - 1

  // Axis: attribute, in the order of the model's; zeros behind the last, see label_room.
  const std::uint8_t* labels() const { return reinterpret_cast<const std::uint8_t*>(this) + first_label; }
  std::uint8_t* labels() { return reinterpret_cast<std::uint8_t*>(this) + first_label; }
  std::uint8_t label(std::size_t attribute) const { return labels()[attribute]; }

  Person(const Person&) = delete;
  Person& operator=(const Person&) = delete;

 private:
  friend class Persons;
  Person() = default;
  static constexpr std::size_t first_label = 28;
  [[maybe_unused]] std::uint8_t first_labels_[4] = {};
};
static_assert(sizeof(Person) == 32);

// The records of all inhabitants: rows of the same length, as long as the model's attributes need.
class Persons {
 public:
  template <class Record>
  class Iterator {
   public:
    using value_type = Record;
    using difference_type = std::ptrdiff_t;
    using reference = Record&;
    using pointer = Record*;
    using iterator_category = std::forward_iterator_tag;

    Iterator() = default;
    Iterator(Record* at, std::size_t words) : at_(at), words_(words) {}
    Record& operator*() const { return *at_; }
    Record* operator->() const { return at_; }
    Iterator& operator++() {
      at_ = moved(at_, words_);
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    Record* at_ = nullptr;
    std::size_t words_ = 0;
  };

  // `n` persons with room for so many attributes; all before are gone.
  void reset(std::size_t n, std::size_t attributes);
  // One more person, like `other` of the same kind of records; moves all records.
  Person& append(const Person& other);

  std::size_t size() const { return size_; }
  std::size_t row_bytes() const { return words_ * sizeof(Word); }
  Person& operator[](std::size_t i) { return *moved(first(), i * words_); }
  const Person& operator[](std::size_t i) const { return *moved(first(), i * words_); }
  Iterator<Person> begin() { return {first(), words_}; }
  Iterator<Person> end() { return {moved(first(), size_ * words_), words_}; }
  // The first n of them.
  struct Range {
    Iterator<const Person> first, last;
    Iterator<const Person> begin() const { return first; }
    Iterator<const Person> end() const { return last; }
  };
  Range first(std::size_t n) const { return {{first(), words_}, {moved(first(), n * words_), words_}}; }
  Iterator<const Person> begin() const { return {first(), words_}; }
  Iterator<const Person> end() const { return {moved(first(), size_ * words_), words_}; }

  // Asks for a person before they are needed: a row may lie across two cache lines.
  [[gnu::always_inline]] void fetch(std::size_t i) const {
    const Word* row = words_of_.data() + i * words_;
    __builtin_prefetch(row);
    __builtin_prefetch(row + words_ - 1);
  }

 private:
  using Word = std::uint64_t;
  static Person* moved(Person* person, std::size_t words) {
    return reinterpret_cast<Person*>(reinterpret_cast<Word*>(person) + words);
  }
  static const Person* moved(const Person* person, std::size_t words) {
    return reinterpret_cast<const Person*>(reinterpret_cast<const Word*>(person) + words);
  }
  Person* first() { return reinterpret_cast<Person*>(words_of_.data()); }
  const Person* first() const { return reinterpret_cast<const Person*>(words_of_.data()); }

  std::size_t size_ = 0;
  std::size_t words_ = sizeof(Person) / sizeof(Word);  // of a row
  HugePageVector<Word> words_of_;                      // axes: person, word
};

struct Place {
  std::string name;
  std::uint32_t wijk = 0;         // where it stands
  std::uint32_t size_class = 0;   // row of the scope's size table
  std::uint32_t inhabitants = 0;  // who belong to it
  std::uint32_t room = 0;         // enrolment: for how many it has room at the start; 0: whoever comes
  double size = 1;                // enrolment: its room against that of its class, before all are scaled
};

struct Wijk {
  std::string code;
  std::string municipality;
  std::uint32_t first = 0;  // its persons stand together: first and number
  std::uint32_t inhabitants = 0;
  std::string municipality_code;
};

// Where somebody lives and what they belong to from a move on.
struct Home {
  std::uint16_t wijk = 0;
  std::uint16_t place[person_scopes] = {no_place, no_place, no_place, no_place, no_place, no_place};
  friend bool operator==(const Home&, const Home&) = default;
};

inline Home home_of(const Person& person) {
  Home home;
  home.wijk = person.wijk;
  std::copy(std::begin(person.place), std::end(person.place), home.place);
  return home;
}
inline void set_home(Person& person, const Home& home) {
  person.wijk = home.wijk;
  std::copy(std::begin(home.place), std::end(home.place), person.place);
}

// What becomes of a person, at the midnight that begins a day.
struct LifeEvent {
  enum class Kind : std::uint8_t {
    arrives,  // born, or from elsewhere: is there from now on
    label,    // has another label of an attribute
    moves,    // lives elsewhere in the region
    dies,
    leaves,  // the region
  };
  std::int32_t day = 0;  // since 1970-01-01
  std::uint32_t person = 0;
  Kind kind = Kind::arrives;
  std::uint8_t attribute = 0;  // label: its number
  std::uint8_t label = 0;      // label: the new one; arrives: 1 if born
  std::uint8_t before = 0;     // label: the old one
  std::uint32_t home = 0;      // moves: in Population::homes; the old one stands behind it. Born: the mother
  friend bool operator==(const LifeEvent&, const LifeEvent&) = default;
};
static_assert(sizeof(LifeEvent) == 16);

struct Population {
  std::string region;      // code
  std::uint32_t seed = 0;  // that it was made with
  Persons persons;         // residents, wijk by wijk, as they are at first; behind them who comes later, as they come
  std::size_t newcomers = 0;                // how many come later
  std::vector<std::vector<float>> needs;    // axes: need, person; personal factor on the rate of requests, mean 1
  std::vector<std::vector<float>> numbers;  // axes: number of the model, person
  std::vector<Wijk> wijken;                 // in order of (municipality code, number in the wijk code)
  std::vector<std::vector<Place>> places;   // axes: scope, place; scope 0 is the region itself, one place
  std::vector<LifeEvent> events;            // in order of (day, person)
  std::vector<Home> homes;
  // First days of years of life, since 1970-01-01, from the second one on, and what the needs are from then on: axes:
  // year, need, person (those who have come by its end). Empty where needs stay.
  std::vector<std::int64_t> need_years;
  std::vector<std::vector<std::vector<float>>> later_needs;

  // How many are there at first.
  std::size_t residents() const { return persons.size() - newcomers; }
  auto all_residents() const { return persons.first(residents()); }
};

}  // namespace draagkracht
