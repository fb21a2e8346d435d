#include "tests/fuzz/text_mutator.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "tools/language_tables.h"

namespace draagkracht::fuzz {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

struct Span {
  std::size_t from = 0, length = 0;
};

// Words that begin with a letter, outside comments.
std::vector<Span> names_in(const std::string& text) {
  std::vector<Span> found;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '#') {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (is_word(text[i])) {
      const std::size_t from = i;
      while (i < text.size() && is_word(text[i])) ++i;
      if (std::isdigit(static_cast<unsigned char>(text[from])) == 0) found.push_back({from, i - from});
    } else {
      ++i;
    }
  }
  return found;
}

std::vector<Span> numbers_in(const std::string& text) {
  std::vector<Span> found;
  for (std::size_t i = 0; i < text.size();) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (!digit || (i > 0 && is_word(text[i - 1]))) {
      ++i;
      continue;
    }
    const std::size_t from = i > 0 && text[i - 1] == '-' ? i - 1 : i;
    while (i < text.size() && (std::isdigit(static_cast<unsigned char>(text[i])) != 0 || text[i] == '.' ||
                               text[i] == '_' || text[i] == 'e'))
      ++i;
    found.push_back({from, i - from});
  }
  return found;
}

// What stands behind `=` up to the end of the value on this line: quotes and brackets are kept whole.
std::vector<Span> values_in(const std::string& text) {
  std::vector<Span> found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') continue;
    std::size_t from = i + 1;
    while (from < text.size() && text[from] == ' ') ++from;
    std::size_t at = from;
    int depth = 0;
    bool quoted = false;
    for (; at < text.size() && text[at] != '\n'; ++at) {
      if (text[at] == '"') quoted = !quoted;
      if (quoted) continue;
      if (text[at] == '[' || text[at] == '{') ++depth;
      if ((text[at] == ']' || text[at] == '}' || text[at] == ',') && depth == 0) break;
      if (text[at] == ']' || text[at] == '}') --depth;
      if (text[at] == '#') break;
    }
    if (at > from) found.push_back({from, at - from});
  }
  return found;
}

// The keys of each table of the language, by its place: `pool.NAME`.
struct Dictionary {
  struct Key {
    std::string name, example;
    std::vector<std::string> choices;
  };
  std::map<std::string, std::vector<Key>> tables;
  std::vector<Key> all;
  std::vector<std::string> words;  // choices and functions of expressions
};

const Dictionary& dictionary() {
  static const Dictionary known = [] {
    Dictionary made;
    std::set<std::string> words;
    for (const LanguageTable& table : describe_language().tables) {
      std::vector<Dictionary::Key> keys;
      for (const LanguageKey& key : table.keys) {
        keys.push_back({key.name, key.example.empty() ? "{}" : key.example, key.row.choices});
        words.insert(key.name);
        words.insert(key.row.choices.begin(), key.row.choices.end());
      }
      made.all.insert(made.all.end(), keys.begin(), keys.end());
      if (table.places.empty()) made.tables.emplace("", keys);
      for (const std::string& place : table.places) made.tables.emplace(place, keys);
    }
    for (const char* word :
         {"min",     "max", "if",    "and",  "or",  "not",  "servers", "waiting", "free", "busy", "time",   "hour",
          "weekday", "day", "floor", "ceil", "abs", "sqrt", "exp",     "log",     "draw", "NAME", "started"})
      words.insert(word);
    made.words.assign(words.begin(), words.end());
    return made;
  }();
  return known;
}

// `[[pathway.visit.step]]` -> the keys of a step; those of any table if none fits.
const std::vector<Dictionary::Key>& keys_at(const std::string& header, Random& random) {
  std::vector<std::string> parts{{}};
  for (const char c : header) {
    if (c == '.') parts.emplace_back();
    if (is_word(c)) parts.back() += c;
  }
  const Dictionary& known = dictionary();
  std::vector<const std::vector<Dictionary::Key>*> fitting;
  for (const auto& [place, keys] : known.tables) {
    std::vector<std::string> wanted{{}};
    for (const char c : place) {
      if (c == '.') wanted.emplace_back();
      if (is_word(c)) wanted.back() += c;
    }
    if (wanted.size() > 1 && wanted.back().empty()) wanted.pop_back();
    bool fits = parts[0] == wanted[0] && parts.size() + 1 >= wanted.size() && parts.size() <= wanted.size();
    for (std::size_t i = 1; fits && i < parts.size(); ++i) fits = wanted[i] == "NAME" || wanted[i] == parts[i];
    if (fits) fitting.push_back(&keys);
  }
  return fitting.empty() || random.one_in(8) ? known.all : *random.of(fitting);
}

std::string odd_text(Random& random) {
  static const std::vector<std::string> texts{"",
                                              " ",
                                              ".",
                                              "..",
                                              "/",
                                              "../x",
                                              "a.b",
                                              "A",
                                              "1",
                                              "-1",
                                              "nan",
                                              "inf",
                                              "true",
                                              "level",
                                              "pool",
                                              "week",
                                              "outcome",
                                              "kpi",
                                              "scenario",
                                              "replication",
                                              "region",
                                              "draw",
                                              "name",
                                              "lifo",
                                              "é",
                                              "\\u0000",
                                              "\\u001b[31m",
                                              "\\n",
                                              "\\u202e",
                                              "\\U0001F600",
                                              "0 min",
                                              "-1 min",
                                              "1e300 weeks",
                                              "0.0001 ms",
                                              "1e18 weeks",
                                              "1.200",
                                              "1,5",
                                              "5 per hour",
                                              "0 per hour",
                                              "1e9 per ms",
                                              "2024-02-30",
                                              "25:00-26:00",
                                              "08:00-08:00",
                                              "17:00-08:00",
                                              "0 %",
                                              "101 %",
                                              "x * y",
                                              "1 / 0",
                                              "0 / 0",
                                              "((((((1))))))",
                                              "if(1, 2, 3)",
                                              "min()",
                                              "(",
                                              "1 +",
                                              "2 ^ 1000",
                                              "-",
                                              "NAME",
                                              "none",
                                              "all"};
  if (random.one_in(40)) return std::string(random.one_in(2) ? 300 : 5000, 'a');
  if (random.one_in(40)) return std::string(random.below(3000), '(') + '1';
  return random.of(texts);
}

const std::vector<std::string>& units() {
  static const std::vector<std::string> all{"ms",   "s",    "min",      "h",          "hour",    "hours",    "day",
                                            "days", "week", "weeks",    "per hour",   "per day", "per week", "per year",
                                            "%",    "fte",  "per 1000", "per 10,000", ""};
  return all;
}

std::string quantity(Random& random) { return '"' + edge_number(random) + ' ' + random.of(units()) + '"'; }

std::string any_value(Random& random) {
  const Dictionary& known = dictionary();
  switch (random.below(8)) {
    case 0:
      return edge_number(random);
    case 1:
      return quantity(random);
    case 2:
      return '"' + odd_text(random) + '"';
    case 3:
      return random.one_in(2) ? "true" : "false";
    case 4:
      return random.one_in(2) ? "[]" : "{}";
    case 5:
      return '[' + edge_number(random) + ", " + edge_number(random) + ']';
    case 6:
      return '"' + random.of(known.words) + '"';
    default:
      return random.of(known.all).example;
  }
}

std::string key_line(const std::vector<Dictionary::Key>& keys, Random& random) {
  const Dictionary::Key& key = random.of(keys);
  if (!key.choices.empty() && !random.one_in(4)) return key.name + " = \"" + random.of(key.choices) + '"';
  return key.name + " = " + (random.one_in(4) ? any_value(random) : key.example);
}

void replace(std::string& text, Span span, const std::string& by) { text.replace(span.from, span.length, by); }

std::string number_like(const std::string& old, Random& random) {
  if (!random.one_in(3)) return edge_number(random);
  if (random.one_in(2)) return old + (random.one_in(2) ? "0" : "e9");
  return "-" + old;
}

// A number or word within a quoted expression, or an operator in it.
void change_expression(std::string& text, Random& random) {
  static const std::vector<std::string> pieces{" + ",  " - ",   " * ",  " / ", " ^ ", " < ", " > ",
                                               " == ", " and ", " or ", ", ",  "(",   ")",   "not ",
                                               "-",    "min(",  "max(", "if(", "1",   "0",   "1e308"};
  std::vector<std::size_t> quotes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quotes.push_back(i);
  }
  if (quotes.size() < 2) return;
  const std::size_t pair = random.below(quotes.size() / 2) * 2;
  const std::size_t from = quotes[pair] + 1, length = quotes[pair + 1] - from;
  text.insert(from + random.below(length + 1), random.of(pieces));
}

// The line of the table header that stands above line `at`, or "".
std::string header_above(const std::vector<std::string>& lines, std::size_t at) {
  for (std::size_t i = std::min(at + 1, lines.size()); i-- > 0;) {
    if (lines[i].starts_with('[')) return lines[i];
  }
  return {};
}

// A header and what follows it up to the next one.
Span block_at(const std::vector<std::string>& lines, std::size_t at) {
  std::size_t from = at;
  while (from > 0 && !lines[from].starts_with('[')) --from;
  std::size_t to = from + 1;
  while (to < lines.size() && !lines[to].starts_with('[')) ++to;
  return {from, to - from};
}

using Lines = std::vector<std::string>;

void insert_lines(Lines& lines, std::size_t at, Lines piece) {
  for (std::string& line : piece) {
    if (line.empty() || line.back() != '\n') line += '\n';
  }
  if (at > 0 && !lines[at - 1].empty() && lines[at - 1].back() != '\n') lines[at - 1] += '\n';
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), piece.begin(), piece.end());
}

Lines piece_of(const Lines& lines, Span span) {
  const auto first = lines.begin() + static_cast<std::ptrdiff_t>(span.from);
  return {first, first + static_cast<std::ptrdiff_t>(span.length)};
}

void erase(Lines& lines, Span span) {
  const auto first = lines.begin() + static_cast<std::ptrdiff_t>(span.from);
  lines.erase(first, first + static_cast<std::ptrdiff_t>(span.length));
}

// One name becomes another one of the file: there alone, or wherever it stands.
void swap_names(std::string& text, Random& random) {
  const std::vector<Span> names = names_in(text);
  if (names.size() < 2) return;
  const Span to = random.of(names), from = random.of(names);
  const std::string by = random.one_in(10) ? odd_text(random) : text.substr(to.from, to.length);
  const std::string old = text.substr(from.from, from.length);
  if (!random.one_in(4)) return replace(text, from, by);
  for (std::size_t i = names.size(); i-- > 0;) {
    if (text.compare(names[i].from, names[i].length, old) == 0) replace(text, names[i], by);
  }
}

void swap_values(std::string& text, Random& random) {
  const std::vector<Span> values = values_in(text);
  if (values.empty()) return;
  const Span to = random.of(values), from = random.of(values);
  const std::string by = random.one_in(2) ? text.substr(to.from, to.length) : any_value(random);
  replace(text, from, by);
}

void change_number(std::string& text, Random& random) {
  const std::vector<Span> numbers = numbers_in(text);
  if (numbers.empty()) return;
  const Span at = random.of(numbers);
  const Span other = random.of(numbers);
  replace(
      text, at,
      random.one_in(4) ? text.substr(other.from, other.length) : number_like(text.substr(at.from, at.length), random));
}

void change_lines(Lines& lines, const std::vector<std::string>& others, Random& random) {
  const std::size_t at = random.below(lines.size());
  switch (random.below(9)) {
    case 0:
      return insert_lines(lines, random.below(lines.size() + 1), {lines[at]});
    case 1:
      return erase(lines, {at, 1});
    case 2:
      return std::swap(lines[at], lines[random.below(lines.size())]);
    case 3:
      return insert_lines(lines, at + 1, {key_line(keys_at(header_above(lines, at), random), random)});
    case 4:
      return insert_lines(lines, lines.size(), piece_of(lines, block_at(lines, at)));
    case 5:
      return erase(lines, block_at(lines, at));
    case 6: {
      const Lines piece = piece_of(lines, block_at(lines, at));
      erase(lines, block_at(lines, at));
      std::size_t to = random.below(lines.size() + 1);
      while (to < lines.size() && !lines[to].starts_with('[')) ++to;
      return insert_lines(lines, to, piece);
    }
    default:
      break;
  }
  if (others.empty()) return;
  const Lines foreign = lines_of(random.of(others));
  if (foreign.empty()) return;
  const std::size_t there = random.below(foreign.size());
  if (random.one_in(3)) return insert_lines(lines, at + 1, {foreign[there]});
  insert_lines(lines, random.one_in(2) ? lines.size() : block_at(lines, at).from,
               piece_of(foreign, block_at(foreign, there)));
}

// A key more in an inline table, or one less.
void change_inline(std::string& text, Random& random) {
  std::vector<std::size_t> opened;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') opened.push_back(i);
  }
  if (opened.empty()) return;
  const std::size_t at = random.of(opened) + 1;
  const std::size_t comma = text.find_first_of(",}\n", at);
  if (random.one_in(2) && comma != std::string::npos && text[comma] == ',') {
    text.erase(at, comma + 1 - at);
  } else {
    const bool empty = text.find_first_not_of(' ', at) == text.find('}', at);
    text.insert(at, key_line(dictionary().all, random) + (empty ? "" : ", "));
  }
}

void change_bytes(std::string& text, Random& random) {
  static const std::vector<std::string> pieces{"\"",
                                               "'",
                                               "[",
                                               "]",
                                               "{",
                                               "}",
                                               "=",
                                               ".",
                                               ",",
                                               "#",
                                               "\n",
                                               "\r\n",
                                               "\t",
                                               "\\",
                                               "'''",
                                               "\"\"\"",
                                               "\xef\xbb\xbf",
                                               "\xff",
                                               std::string(1, '\0'),
                                               "\xe2\x80\xae",
                                               "-",
                                               "+",
                                               "0x",
                                               "1979-05-27T07:32:00Z",
                                               "07:32:00",
                                               "inf",
                                               "nan",
                                               "_"};
  const std::size_t at = random.below(text.size() + 1);
  if (random.one_in(3) && at < text.size())
    text.erase(at, 1 + random.below(4));
  else if (random.one_in(2) && at < text.size())
    text[at] = static_cast<char>(random.below(256));
  else
    text.insert(at, random.of(pieces));
}

}  // namespace

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

std::string edge_number(Random& random) {
  static const std::vector<std::string> edges{"0",
                                              "-0.0",
                                              "1",
                                              "-1",
                                              "2",
                                              "3",
                                              "0.5",
                                              "0.1",
                                              "1e-9",
                                              "1e-300",
                                              "1e9",
                                              "1e18",
                                              "1e300",
                                              "nan",
                                              "inf",
                                              "-inf",
                                              "7",
                                              "10",
                                              "24",
                                              "60",
                                              "99",
                                              "100",
                                              "127",
                                              "128",
                                              "255",
                                              "256",
                                              "257",
                                              "366",
                                              "398",
                                              "399",
                                              "1000",
                                              "10000",
                                              "32767",
                                              "65534",
                                              "65535",
                                              "65536",
                                              "1000000",
                                              "2147483647",
                                              "2147483648",
                                              "4294967295",
                                              "4294967296",
                                              "9007199254740993",
                                              "9223372036854775807",
                                              "-9223372036854775808",
                                              "-2147483648",
                                              "0.999999999",
                                              "1.0000001",
                                              "1.5",
                                              "-0.5",
                                              "0.25",
                                              "5",
                                              "20"};
  if (random.one_in(4)) return std::to_string(random.below(random.one_in(2) ? 20 : 2000));
  return random.of(edges);
}

std::string changed_toml_line(const std::string& line, Random& random) {
  std::string text = line;
  switch (random.below(8)) {
    case 0:
      swap_names(text, random);
      break;
    case 1:
      swap_values(text, random);
      break;
    case 2:
      change_inline(text, random);
      break;
    case 3:
      change_expression(text, random);
      break;
    case 4:
      change_bytes(text, random);
      break;
    default:
      change_number(text, random);
      break;
  }
  return text;
}

void mutate_toml(std::string& text, const std::vector<std::string>& others, Random& random) {
  for (std::size_t n = 1 + random.below(random.one_in(4) ? 8 : 3); n > 0; --n) {
    const std::size_t what = random.below(20);
    if (what < 5) {
      change_number(text, random);
    } else if (what < 12) {
      Lines lines = lines_of(text);
      if (lines.empty()) lines.emplace_back("\n");
      change_lines(lines, others, random);
      text = joined(lines);
    } else if (what < 14) {
      swap_names(text, random);
    } else if (what < 16) {
      swap_values(text, random);
    } else if (what < 18) {
      change_inline(text, random);
    } else if (what < 19) {
      change_expression(text, random);
    } else {
      change_bytes(text, random);
    }
  }
}

std::string changed_csv_line(const std::string& line, Random& random) {
  std::vector<std::string> cells{{}};
  std::string text = line;
  const bool ended = !text.empty() && text.back() == '\n';
  if (ended) text.pop_back();
  for (const char c : text) {
    if (c == ',')
      cells.emplace_back();
    else
      cells.back() += c;
  }
  const std::size_t at = random.below(cells.size());
  switch (random.below(9)) {
    case 0:
      cells[at] = odd_text(random);
      break;
    case 1:
      cells[at] = cells[random.below(cells.size())];
      break;
    case 2:
      cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 3:
      cells.insert(cells.begin() + static_cast<std::ptrdiff_t>(at), cells[at]);
      break;
    case 4:
      cells[at] = '"' + cells[at] + (random.one_in(2) ? "\"" : "");
      break;
    case 5:
      change_bytes(cells[at], random);
      break;
    default:
      cells[at] = edge_number(random);
      break;
  }
  std::string changed;
  for (std::size_t i = 0; i < cells.size(); ++i) changed += (i > 0 ? "," : "") + cells[i];
  return changed + (ended ? "\n" : "");
}

void mutate_csv(std::string& text, Random& random) {
  for (std::size_t n = 1 + random.below(3); n > 0; --n) {
    Lines lines = lines_of(text);
    if (lines.empty()) lines.emplace_back("\n");
    const std::size_t at = random.below(lines.size());
    switch (random.below(12)) {
      case 0:
        insert_lines(lines, random.below(lines.size() + 1), {lines[at]});
        break;
      case 1:
        erase(lines, {at, 1});
        break;
      case 2:
        std::swap(lines[at], lines[random.below(lines.size())]);
        break;
      case 3: {
        std::string bytes = joined(lines);
        change_bytes(bytes, random);
        lines = lines_of(bytes);
        break;
      }
      case 4: {  // a column of one value
        const std::string value = random.one_in(2) ? edge_number(random) : odd_text(random);
        for (std::size_t i = 1; i < lines.size(); ++i) {
          const std::size_t end = lines[i].find_last_not_of('\n') + 1;
          const std::size_t comma = lines[i].rfind(',', end);
          if (comma != std::string::npos && comma < end) lines[i].replace(comma + 1, end - comma - 1, value);
        }
        break;
      }
      default:
        lines[at] = changed_csv_line(lines[at], random);
        break;
    }
    text = joined(lines);
  }
}

}  // namespace draagkracht::fuzz
