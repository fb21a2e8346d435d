// The most of everything that a user may write, in one place. Whoever reads it refuses more with a located message that
// says the limit. Each has a reason: memory and time that stay in proportion, or the width of a field in the main loop.
#pragma once

#include <cstddef>
#include <cstdint>

namespace draagkracht::limits {

// Text, in bytes.
inline constexpr std::size_t name_length = 200;       // of items, keys, labels, columns
inline constexpr std::size_t text_length = 10'000;    // of any other text, expressions among them
inline constexpr std::size_t shown_length = 200;      // of what a message quotes
inline constexpr std::size_t compared_length = 100;   // longer names have no suggestion
inline constexpr std::size_t compared_names = 1'000;  // of more the first so many are looked at

// Issues: those beyond are counted and no more kept, or printed.
inline constexpr std::size_t kept_issues = 1'000;
inline constexpr std::size_t shown_issues = 100;

// Files.
inline constexpr std::size_t nesting = 32;    // lists and tables inside each other
inline constexpr std::size_t key_parts = 16;  // of a dotted key
inline constexpr std::size_t items = 5'000;   // of one table, or named items of one kind
inline constexpr std::size_t list_values = 1'000'000;
inline constexpr std::size_t extended_files = 1'000;
inline constexpr std::size_t extends_depth = 100;  // files that extend each other
inline constexpr std::size_t csv_columns = 1'000;
inline constexpr std::size_t template_depth = 20;          // templates inside each other
inline constexpr std::size_t template_values = 1'000'000;  // that all templates of a file together give

// Expressions.
inline constexpr int expression_depth = 100;  // brackets inside each other

// What requests carry: the width of RequestLabels (engine/des/request.h).
inline constexpr int variables = 24;
inline constexpr int attributes = 40;
inline constexpr int scopes = 6;  // beside the region
// Places in a person's record (engine/population/population.h).
inline constexpr int needs = 4;
inline constexpr std::size_t preferences = 4;      // of a scope: free room is kept for each combination
inline constexpr std::size_t person_numbers = 16;  // drawn
inline constexpr std::size_t person_values = 16;   // set by steps: 8 bytes each
inline constexpr int tallies_per_person = 16;

// The model. Indices have 16 bits, labels 8.
inline constexpr std::size_t labels = 255;         // of a variable or attribute
inline constexpr int key_axes = 8;                 // of a lookup, tally, measure or parameter
inline constexpr std::uint64_t key_rows = 65'535;  // combinations of their labels
inline constexpr std::size_t steps = 5'000;        // of all pathways
inline constexpr std::size_t pools = 1'000;
inline constexpr std::size_t workforces = 100;
inline constexpr std::size_t pool_limits = 100;  // of one pool
inline constexpr int priorities = 32;
inline constexpr double counted_arrivals = 1'000'000;  // of a stream in one row of a table
inline constexpr double copies = 10'000;               // of a request that one step makes at once
inline constexpr std::size_t step_tallies = 255;
inline constexpr std::uint64_t counts = 100'000'000;    // cells of all tallies, by labels and periods
inline constexpr std::uint64_t wait_records = 100'000;  // of all measures: 8 KB each
inline constexpr std::size_t norms = 100;               // of one measure of waits
inline constexpr double servers = 1e6;                  // on duty at once
inline constexpr int book_servers = 1'000;              // on duty at once in a pool with a book: each has rows of slots
inline constexpr double demand_factor = 8;              // on a stream of persons
inline constexpr double day_factor = 100;               // on one, of all that hold at once
inline constexpr double person_rate = 3'650;            // requests of one stream per person and year
inline constexpr double due_visits = 250;               // per participant and year
inline constexpr std::size_t programmes = 256;          // streams of due visits: their numbers have 8 bits
inline constexpr int lead_days = 400;                   // how far ahead appointments are issued

// Time, ms. Twice the longest time, eight times over (engine/des/event_list.h), is far inside 64 bits.
inline constexpr double year_ms = 365.25 * 86'400'000;
inline constexpr double longest_run = 1'000 * year_ms;    // warm-up and horizon, each
inline constexpr double longest_time = 30'000 * year_ms;  // any other time that is written
inline constexpr double longest_drawn = 1e15;             // what a heavy tail draws beyond is cut
inline constexpr double shortest_time = 1;                // but 0
inline constexpr double highest_rate = 1;                 // per ms
inline constexpr double largest_number = 1e15;            // any plain number that is written

}  // namespace draagkracht::limits
