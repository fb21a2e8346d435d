#include "engine/population/population.h"

#include <new>

namespace draagkracht {

void Persons::reset(std::size_t n, std::size_t attributes) {
  static_assert(sizeof(Person) % sizeof(Word) == 0 && alignof(Person) <= alignof(Word));
  size_ = n;
  const std::size_t bytes = Person::first_label + label_room(attributes);
  words_ = (bytes + sizeof(Word) - 1) / sizeof(Word);
  words_of_ = {};
  words_of_.resize(n * words_);
  for (std::size_t i = 0; i < n; ++i) new (words_of_.data() + i * words_) Person;
}

Person& Persons::append(const Person& other) {
  const Word* const words = reinterpret_cast<const Word*>(&other);
  const std::vector<Word> row(words, words + words_);  // `other` may be one of these
  words_of_.insert(words_of_.end(), row.begin(), row.end());
  return (*this)[size_++];
}

}  // namespace draagkracht
