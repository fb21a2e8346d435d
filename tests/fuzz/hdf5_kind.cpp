// Result files. An input is a list of edits of a right one; OBJECT is a path in the file, TYPE one of types() below:
//   byte OFFSET VALUE              changes a byte; done before all else
//   cut LENGTH                     shortens the file; the same
//   attribute OBJECT NAME TYPE EXTENTS   replaces an attribute by another one; EXTENTS such as 3,4, or - for one value
//   dataset OBJECT TYPE EXTENTS    the same with a data set
//   value OBJECT N VALUE           changes the Nth number of a data set
//   word OBJECT N TEXT             changes the Nth text
//   say OBJECT NAME TEXT           replaces an attribute by a text
//   drop OBJECT [NAME]             removes an object, or an attribute
//   group OBJECT                   puts an empty group in its place
//   link OBJECT TARGET             a soft link, hard: one more name, outside: to another file
//   move OBJECT TO
#include <hdf5.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "engine/core/hash.h"
#include "engine/io/child_process.h"
#include "engine/io/merge_results.h"
#include "engine/io/results_file.h"
#include "tests/fuzz/edits.h"
#include "tests/fuzz/judge.h"
#include "tests/fuzz/kinds.h"
#include "tests/fuzz/small_experiment.h"
#include "tests/fuzz/text_mutator.h"
#include "tools/subcommand.h"

namespace draagkracht::fuzz {
namespace {

constexpr const char* file_name = "results.h5";
constexpr const char* right_name = "right.h5";

// An identifier of HDF5 that is closed at the end of its scope, if it is one.
class Id {
 public:
  Id(hid_t id, herr_t (*closer)(hid_t)) : id_(id), closer_(closer) {}
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  ~Id() {
    if (id_ >= 0) closer_(id_);
  }
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*closer_)(hid_t);
};

const std::vector<std::string>& types() {
  static const std::vector<std::string> all{"int8",  "int",       "uint64",    "float",  "double",   "big",
                                            "text",  "long_text", "texts",     "opaque", "compound", "enum",
                                            "array", "vlen",      "reference", "bits"};
  return all;
}

// A new type; never one of the library's own, so that it may be closed.
hid_t type_called(const std::string& name) {
  const auto text = [](std::size_t size) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, size);
    return type;
  };
  if (name == "int8") return H5Tcopy(H5T_STD_I8LE);
  if (name == "int") return H5Tcopy(H5T_STD_I32LE);
  if (name == "uint64") return H5Tcopy(H5T_STD_U64BE);
  if (name == "float") return H5Tcopy(H5T_IEEE_F32LE);
  if (name == "big") return H5Tcopy(H5T_IEEE_F64BE);
  if (name == "text") return text(5);
  if (name == "long_text") return text(60'000);
  if (name == "texts") return text(H5T_VARIABLE);
  if (name == "opaque") return H5Tcreate(H5T_OPAQUE, 7);
  if (name == "reference") return H5Tcopy(H5T_STD_REF_OBJ);
  if (name == "bits") return H5Tcopy(H5T_STD_B16LE);
  if (name == "vlen") return H5Tvlen_create(H5T_NATIVE_INT);
  if (name == "array") {
    const hsize_t extents[] = {3, 5};
    return H5Tarray_create2(H5T_NATIVE_DOUBLE, 2, extents);
  }
  if (name == "compound") {
    const hid_t type = H5Tcreate(H5T_COMPOUND, 24);
    H5Tinsert(type, "a", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(type, "b", 16, H5T_NATIVE_INT);
    return type;
  }
  if (name == "enum") {
    const hid_t type = H5Tenum_create(H5T_NATIVE_INT);
    const int value = 1;
    H5Tenum_insert(type, "one", &value);
    return type;
  }
  return H5Tcopy(H5T_IEEE_F64LE);
}

std::uint64_t number_in(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Of "3,4"; scalar for anything else.
hid_t space_of(const std::string& text, std::vector<hsize_t>& extents) {
  if (text == "none") return H5Screate(H5S_NULL);
  extents.clear();
  for (std::size_t at = 0; at < text.size() && extents.size() < H5S_MAX_RANK;) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    if (text[at] >= '0' && text[at] <= '9') extents.push_back(number_in(text.substr(at, comma - at)));
    at = comma + 1;
  }
  if (extents.empty()) return H5Screate(H5S_SCALAR);
  return H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
}

void replace_attribute(hid_t file, const std::string& object, const std::string& name, const std::string& type_name,
                       const std::string& shape) {
  const Id at(H5Oopen(file, object.c_str(), H5P_DEFAULT), H5Oclose);
  if (at < 0) return;
  H5Adelete(at, name.c_str());
  std::vector<hsize_t> extents;
  const Id type(type_called(type_name), H5Tclose), space(space_of(shape, extents), H5Sclose);
  const Id attribute(H5Acreate2(at, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const hssize_t n = H5Sget_simple_extent_npoints(space);
  if (attribute < 0 || n <= 0 || n > 10'000) return;
  std::vector<char> bytes(static_cast<std::size_t>(n) * H5Tget_size(type), 'x');
  const H5T_class_t kind = H5Tget_class(type);
  if (kind == H5T_VLEN || H5Tis_variable_str(type) > 0 || kind == H5T_REFERENCE)
    std::fill(bytes.begin(), bytes.end(), '\0');
  H5Awrite(attribute, type, bytes.data());
}

void say(hid_t file, const std::string& object, const std::string& name, const std::string& text) {
  const Id at(H5Oopen(file, object.c_str(), H5P_DEFAULT), H5Oclose);
  if (at < 0) return;
  H5Adelete(at, name.c_str());
  const Id type(H5Tcopy(H5T_C_S1), H5Tclose), space(H5Screate(H5S_SCALAR), H5Sclose);
  H5Tset_size(type, std::max<std::size_t>(1, text.size()));
  const Id attribute(H5Acreate2(at, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (attribute >= 0) H5Awrite(attribute, type, text.empty() ? "\0" : text.data());
}

void replace_dataset(hid_t file, const std::string& object, const std::string& type_name, const std::string& shape) {
  H5Ldelete(file, object.c_str(), H5P_DEFAULT);
  std::vector<hsize_t> extents;
  const Id type(type_called(type_name), H5Tclose), space(space_of(shape, extents), H5Sclose);
  const Id creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  if (!extents.empty()) {  // in chunks, which take no room until they are written
    std::vector<hsize_t> chunk = extents;
    for (hsize_t& extent : chunk) extent = std::clamp<hsize_t>(extent, 1, 2);
    H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
  }
  const Id made(H5Dcreate2(file, object.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose);
}

// The Nth value of a data set, as the library converts it from `type`.
void put(hid_t file, const std::string& object, std::uint64_t n, hid_t type, const void* value) {
  const Id dataset(H5Dopen2(file, object.c_str(), H5P_DEFAULT), H5Dclose);
  if (dataset < 0) return;
  const Id space(H5Dget_space(dataset), H5Sclose), one(H5Screate(H5S_SCALAR), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space);
  const hssize_t all = H5Sget_simple_extent_npoints(space);
  if (rank <= 0 || all <= 0) return;
  std::vector<hsize_t> extents(static_cast<std::size_t>(rank)), place(extents.size());
  H5Sget_simple_extent_dims(space, extents.data(), nullptr);
  n %= static_cast<std::uint64_t>(all);
  for (std::size_t axis = extents.size(); axis-- > 0; n /= extents[axis]) place[axis] = n % extents[axis];
  H5Sselect_elements(space, H5S_SELECT_SET, 1, place.data());
  H5Dwrite(dataset, type, one, space, H5P_DEFAULT, value);
}

void edit(hid_t file, const std::string& line) {
  const std::vector<std::string> words = words_of(line, 5);
  if (words.size() < 2) return;
  const std::string &what = words[0], &object = words[1];
  const auto rest = [&](std::size_t n) {
    const std::vector<std::string> all = words_of(line, n + 1);
    return all.size() > n ? all[n] : std::string();
  };
  if (what == "attribute" && words.size() > 4) replace_attribute(file, object, words[2], words[3], words[4]);
  if (what == "dataset" && words.size() > 3) replace_dataset(file, object, words[2], words[3]);
  if (what == "say" && words.size() > 2) say(file, object, words[2], rest(3));
  if (what == "value" && words.size() > 3) {
    const double value = std::strtod(words[3].c_str(), nullptr);
    put(file, object, number_in(words[2]), H5T_NATIVE_DOUBLE, &value);
  }
  if (what == "word" && words.size() > 2) {
    const Id type(type_called("texts"), H5Tclose);
    H5Tset_cset(type, H5T_CSET_UTF8);
    const std::string text = rest(3);
    const char* pointer = text.c_str();
    put(file, object, number_in(words[2]), type, &pointer);
  }
  if (what == "drop" && words.size() == 2) H5Ldelete(file, object.c_str(), H5P_DEFAULT);
  if (what == "drop" && words.size() > 2) H5Adelete_by_name(file, object.c_str(), words[2].c_str(), H5P_DEFAULT);
  if (what == "group") {
    H5Ldelete(file, object.c_str(), H5P_DEFAULT);
    const Id made(H5Gcreate2(file, object.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  }
  if (words.size() < 3) return;
  if (what == "move") H5Lmove(file, object.c_str(), file, words[2].c_str(), H5P_DEFAULT, H5P_DEFAULT);
  if (what == "link" || what == "hard" || what == "outside") {
    H5Ldelete(file, object.c_str(), H5P_DEFAULT);
    if (what == "link") H5Lcreate_soft(words[2].c_str(), file, object.c_str(), H5P_DEFAULT, H5P_DEFAULT);
    if (what == "hard") H5Lcreate_hard(file, words[2].c_str(), file, object.c_str(), H5P_DEFAULT, H5P_DEFAULT);
    if (what == "outside")
      H5Lcreate_external(right_name, words[2].c_str(), file, object.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  }
}

// Objects and attributes of a file: what edits are made of.
struct Contents {
  std::vector<std::string> objects;
  std::vector<std::pair<std::string, std::string>> attributes;  // object, name
};

herr_t add_object(hid_t file, const char* name, const H5O_info_t*, void* data) {
  auto& contents = *static_cast<Contents*>(data);
  const std::string path = std::strcmp(name, ".") == 0 ? "/" : std::string("/") + name;
  contents.objects.push_back(path);
  const Id object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose);
  std::vector<std::string> names;
  H5Aiterate2(
      object, H5_INDEX_NAME, H5_ITER_INC, nullptr,
      [](hid_t, const char* attribute, const H5A_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(attribute);
        return 0;
      },
      &names);
  for (const std::string& one : names) contents.attributes.emplace_back(path, one);
  return 0;
}

class Hdf5Kind final : public Kind {
 public:
  Hdf5Kind(Workshop& workshop, bool apart) : workshop_(workshop), apart_(apart) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    write_small_experiment(workshop);
    const Outcome made = judge_command("run", [] {
      return execute_run({"desk.toml", "desk_fast.toml", "--threads", "1", "-o", right_name});
    });
    if (made != Outcome::done) std::abort();
    right_ = workshop.read(right_name);
    const StoredResults stored = read_results_file(right_name);
    frame_ = stored.results.frame();
    keys_ = read_stored_runs(right_name).keys;
    const Id file(H5Fopen(right_name, H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, add_object, &contents_);
  }

  // The library forgets at the end what it may have kept of a file on which it failed.
  void try_input(const std::string& input) override {
    try_edits(input);
    H5close();
  }

  void try_edits(const std::string& input) {
    workshop_.clear();
    workshop_.write(right_name, right_);
    const std::vector<std::string> lines = lines_of(input);
    workshop_.write(file_name, with_bytes_changed(lines));
    if (apart_) {
      run_apart(
          {.memory_bytes = 1 << 30}, [&](PipeWriter&) { edit_file(lines); }, [](PipeReader&) {});
    } else {
      edit_file(lines);
    }
    judge("read", [] { read_results_file(file_name); });
    judge("read runs", [] { read_stored_runs(file_name); });
    const std::uint64_t lot = mix(text_hash(input));
    if (lot % 8 == 0) judge_command("compare", [] { return execute_compare({file_name}); });
    if (lot % 8 == 1) judge_command("goals", [] { return execute_goals({file_name, "--json"}); });
    if (lot % 8 == 2) judge_command("figures", [] { return execute_figures({file_name}); });
    if (lot % 8 == 3) judge_command("validate", [] { return execute_validate({file_name}); });
    if (lot % 8 == 5) judge_command("compare files", [] { return execute_compare({right_name, file_name}); });
    if (lot % 8 == 6) judge_command("compare files", [] { return execute_compare({file_name, right_name, "--json"}); });
    if (lot % 8 == 4) judge("merge", [&] { merge_results({{file_name, keys_}}, {}, "merged.h5", frame_, {}, true); });
  }

  void mutate(std::string& input, const std::vector<std::string>& others, Random& random) override {
    mutate_edits(input, others, random, [this](Random& luck) { return fresh(luck); });
  }

 private:
  static void edit_file(const std::vector<std::string>& lines) {
    const Id file(H5Fopen(file_name, H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
    if (file < 0) return;
    for (const std::string& line : lines) edit(file, line);
  }

  std::string with_bytes_changed(const std::vector<std::string>& lines) const {
    std::string bytes = right_;
    for (const std::string& line : lines) {
      const std::vector<std::string> words = words_of(line, 3);
      if (words[0] == "cut" && words.size() > 1) bytes.resize(std::min<std::size_t>(bytes.size(), number_in(words[1])));
      if (words[0] != "byte" || words.size() < 3 || number_in(words[1]) >= bytes.size()) continue;
      bytes[number_in(words[1])] = static_cast<char>(number_in(words[2]));
    }
    return bytes;
  }

  std::string fresh(Random& random) const {
    static const std::vector<std::string> shapes{"-",
                                                 "none",
                                                 "0",
                                                 "1",
                                                 "2",
                                                 "3",
                                                 "1,1,2,1",
                                                 "2,1,2,1",
                                                 "2,1,2,1,1",
                                                 "2,1,2",
                                                 "1000000000000",
                                                 "4294967296,4294967296",
                                                 "2,1,2,1,1,1,1,1,1",
                                                 "0,1,2,1",
                                                 "2,1,4000000000,1"};
    static const std::vector<std::string> texts{"",
                                                "x",
                                                "desk",
                                                "pool",
                                                "scenario",
                                                "min",
                                                "draagkracht-results",
                                                "1",
                                                "\xff\xfe",
                                                "\x1b[31m",
                                                "name = 1",
                                                "[kpi.wait_short]",
                                                "extends = \"/etc/passwd\"",
                                                "nan",
                                                "-1",
                                                "4294967296"};
    const std::string& object = random.of(contents_.objects);
    const auto& [owner, name] = random.of(contents_.attributes);
    switch (random.below(14)) {
      case 0:
        return "byte " + std::to_string(random.below(random.one_in(2) ? 4096 : right_.size())) + ' ' +
               std::to_string(random.below(256));
      case 1:
        return random.one_in(8) ? "cut " + std::to_string(random.below(right_.size())) : "group " + object;
      case 2:
      case 3:
      case 4:
        return "attribute " + owner + ' ' + name + ' ' + random.of(types()) + ' ' + random.of(shapes);
      case 5:
      case 6:
        return "dataset " + object + ' ' + random.of(types()) + ' ' + random.of(shapes);
      case 7:
      case 8:
        return "value " + object + ' ' + std::to_string(random.below(1000)) + ' ' + edge_number(random);
      case 9:
        return "word " + object + ' ' + std::to_string(random.below(10)) + ' ' + random.of(texts);
      case 10:
        return "say " + owner + ' ' + name + ' ' + random.of(texts);
      case 11:
        return "drop " + (random.one_in(2) ? object : owner + ' ' + name);
      case 12:
        return "move " + object + ' ' + random.of(contents_.objects) + (random.one_in(2) ? "x" : "");
      default:
        return random.of(std::vector<std::string>{"link ", "hard ", "outside "}) + object + ' ' +
               random.of(contents_.objects);
    }
  }

  Workshop& workshop_;
  bool apart_;
  std::string right_;
  ExperimentFrame frame_;
  std::vector<RunKey> keys_;
  Contents contents_;
};

}  // namespace

std::unique_ptr<Kind> hdf5_kind(Workshop& workshop, bool apart) { return std::make_unique<Hdf5Kind>(workshop, apart); }

}  // namespace draagkracht::fuzz
