// Which keys of an item mean something, by what the item is: a distribution, a step with a verb, a kind of stream.
// A key that is written and that this kind does not take is an issue: else it would be passed over in silence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/scenario/fields.h"

namespace draagkracht {

// One kind and the keys that it takes, beside those that no kind of the list names.
struct KindKeys {
  std::string_view kind;
  std::vector<std::string_view> keys;
};

// Refuses each written key that other kinds take and `kind` does not. `called`: the kind in messages, such as
// "an exponential distribution". A kind that is not in the list is passed over: what it should be is said elsewhere.
void refuse_keys_of_others(Fields& fields, const std::vector<KindKeys>& kinds, std::string_view kind,
                           const std::string& called);

// Refuses `key` if it is written without `other`, beside which alone it means something.
void refuse_without(Fields& fields, const char* key, const char* other, const char* why);

// Refuses `key` if it is written beside `other`, which leaves it without a meaning.
void refuse_beside(Fields& fields, const char* key, const char* other, const char* why);

// Whether an issue is of these rules: about what stands beside a key, whatever its value.
bool is_about_neighbours(const Issue& issue);

}  // namespace draagkracht
