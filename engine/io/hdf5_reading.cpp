#include "engine/io/hdf5_reading.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "engine/core/printable.h"

namespace draagkracht::hdf5 {
namespace {

constexpr std::size_t longest_name = 255;           // bytes of a member's or an attribute's name
constexpr std::size_t most_members = 100'000;       // of a group
constexpr std::size_t longest_attribute = 1 << 20;  // bytes
constexpr int most_axes = 16;

std::string below(const Object& parent, const std::string& name) {
  return parent.path.empty() ? name : parent.path + '/' + name;
}

[[noreturn]] void refuse(const Object& object, std::string problem, std::string why = {}) {
  throw Unfit{object.path, std::move(problem), std::move(why)};
}

// A call on an object that may be damaged.
template <class Status>
Status must_of(const Object& object, Status status) {
  if (status < 0) refuse(object, "cannot be read", innermost_reason());
  return status;
}

std::string counted_axes(std::size_t n) { return std::to_string(n) + (n == 1 ? " axis" : " axes"); }

std::string text_of(const Extents& extents) {
  std::string text;
  for (const hsize_t one : extents) text += (text.empty() ? "" : " x ") + std::to_string(one);
  return text.empty() ? "no axes" : text;
}

// The number of values, if so many bytes each may be in a file of that size.
std::size_t size_within(const Object& object, const Extents& extents, std::uint64_t value_bytes, std::uint64_t factor) {
  const std::uint64_t most = object.file_bytes * factor / value_bytes;
  std::uint64_t n = 1;
  for (const hsize_t one : extents) {
    if (one == 0) return 0;
    if (n > most / one) {
      refuse(object, "has " + text_of(extents) + " values",
             "a file of " + std::to_string(object.file_bytes) + " bytes cannot hold them");
    }
    n *= one;
  }
  return static_cast<std::size_t>(n);
}

Handle type_of(const Object& dataset) {
  const hid_t id = H5Dget_type(dataset.id);
  must_of(dataset, id);
  return {id, H5Tclose};
}

const char* name_of(H5T_class_t kind) {
  switch (kind) {
    case H5T_INTEGER:
      return "whole numbers";
    case H5T_FLOAT:
      return "floating-point numbers";
    case H5T_STRING:
      return "texts";
    case H5T_TIME:
      return "times";
    case H5T_BITFIELD:
      return "bit fields";
    case H5T_OPAQUE:
      return "opaque bytes";
    case H5T_COMPOUND:
      return "compounds";
    case H5T_REFERENCE:
      return "references";
    case H5T_ENUM:
      return "enumerations";
    case H5T_VLEN:
      return "lists of any length";
    case H5T_ARRAY:
      return "arrays";
    default:
      return "values of an unknown type";
  }
}

void require_class(const Object& object, hid_t type, H5T_class_t wanted) {
  const H5T_class_t found = H5Tget_class(type);
  if (found != wanted) refuse(object, std::string("holds ") + name_of(found), std::string("not ") + name_of(wanted));
  if (wanted == H5T_STRING) return;
  const std::size_t bytes = H5Tget_size(type);
  if (bytes == 0 || bytes > 8) refuse(object, "has numbers of " + std::to_string(bytes) + " bytes");
}

Extents extents_in(const Object& object, hid_t space) {
  must_of(object, space);
  if (H5Sget_simple_extent_type(space) == H5S_NULL) refuse(object, "is empty");
  const int axes = must_of(object, H5Sget_simple_extent_ndims(space));
  if (axes > most_axes) refuse(object, "has " + counted_axes(static_cast<std::size_t>(axes)));
  Extents extents(static_cast<std::size_t>(axes));
  if (axes > 0) must_of(object, H5Sget_simple_extent_dims(space, extents.data(), nullptr));
  return extents;
}

// An attribute as an object of its own.
struct Attribute {
  Object self;
  Handle type;
};

std::optional<Attribute> open_attribute(const Object& object, const std::string& name) {
  const htri_t there = must_of(object, H5Aexists(object.id, name.c_str()));
  if (there == 0) return std::nullopt;
  const std::string path = object.path + '@' + name;
  const hid_t id = H5Aopen(object.id, name.c_str(), H5P_DEFAULT);
  if (id < 0) throw Unfit{path, "cannot be read", innermost_reason()};
  Attribute attribute{{Handle(id, H5Aclose), path, object.file_bytes}, {}};
  const hid_t type = H5Aget_type(id);
  must_of(attribute.self, type);
  attribute.type = Handle(type, H5Tclose);
  const Handle space(must_of(attribute.self, H5Aget_space(id)), H5Sclose);
  const Extents extents = extents_in(attribute.self, space);
  if (!std::all_of(extents.begin(), extents.end(), [](hsize_t n) { return n == 1; })) {
    refuse(attribute.self, "has " + text_of(extents) + " values instead of one");
  }
  return attribute;
}

std::string read_text(const Attribute& attribute) {
  require_class(attribute.self, attribute.type, H5T_STRING);
  if (must_of(attribute.self, H5Tis_variable_str(attribute.type)) > 0) {
    refuse(attribute.self, "is a text of any length", "attributes are texts of fixed length");
  }
  const std::size_t bytes = H5Tget_size(attribute.type);
  if (bytes == 0 || bytes > longest_attribute) refuse(attribute.self, "has " + std::to_string(bytes) + " bytes");
  std::string text(bytes, '\0');
  must_of(attribute.self, H5Aread(attribute.self.id, attribute.type, text.data()));
  const std::size_t end = std::min(text.find('\0'), text.size());
  if (text.find_first_not_of('\0', end) != std::string::npos) refuse(attribute.self, "has a NUL inside its text");
  text.resize(end);
  if (!is_valid_utf8(text)) refuse(attribute.self, "is no valid UTF-8");
  return text;
}

// On one line, and nothing that a terminal takes for an order.
bool is_plain(const std::string& text) { return find_unprintable(text) == std::string::npos; }

// Texts one by one, so that many that point to one long text are seen before they fill the memory.
std::vector<std::string> read_strings(const Object& dataset, const Extents& extents) {
  const Handle type = type_of(dataset);
  require_class(dataset, type, H5T_STRING);
  if (must_of(dataset, H5Tis_variable_str(type)) <= 0) {
    refuse(dataset, "holds texts of fixed length", "texts along an axis have any length");
  }
  require_extents(dataset, extents);
  const std::size_t n = size_within(dataset, extents, 8, 1);  // each takes more than that
  const Handle space(must_of(dataset, H5Dget_space(dataset.id)), H5Sclose);
  const Handle one = simple_space({1});
  const Handle memory = text_type(H5T_VARIABLE);
  std::vector<std::string> texts;
  std::uint64_t bytes = 0;
  const Extents count(extents.size(), 1);
  for (std::size_t i = 0; i < n; ++i) {
    Extents start(extents.size());
    std::size_t rest = i;
    for (std::size_t axis = extents.size(); axis-- > 0; rest /= extents[axis]) start[axis] = rest % extents[axis];
    must_of(dataset, H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr));
    char* text = nullptr;
    must_of(dataset, H5Dread(dataset.id, memory, one, space, H5P_DEFAULT, static_cast<void*>(&text)));
    texts.emplace_back(text == nullptr ? "" : text);
    H5Dvlen_reclaim(memory, one, H5P_DEFAULT, static_cast<void*>(&text));
    bytes += texts.back().size();
    if (bytes > dataset.file_bytes) refuse(dataset, "holds more text than the file has bytes");
    if (!is_valid_utf8(texts.back())) refuse(dataset, "text " + std::to_string(i + 1) + " is no valid UTF-8");
  }
  return texts;
}

}  // namespace

bool is_valid_utf8(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : 3;
    if (more == 3 && (lead < 0xf0 || lead > 0xf4)) return false;
    if (i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      const bool first = k == 1;
      const unsigned char low = first && lead == 0xe0 ? 0xa0 : first && lead == 0xf0 ? 0x90 : 0x80;
      const unsigned char high = first && lead == 0xed ? 0x9f : first && lead == 0xf4 ? 0x8f : 0xbf;
      if (next < low || next > high) return false;
    }
    i += more + 1;
  }
  return true;
}

Object open_root(const std::string& path, std::uint64_t file_bytes) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0) throw Unfit{"", "cannot be opened", innermost_reason()};
  return {Handle(file, H5Fclose), "", file_bytes};
}

std::vector<Member> members_of(const Object& group) {
  H5G_info_t about{};
  must_of(group, H5Gget_info(group.id, &about));
  if (about.nlinks > most_members) refuse(group, "has " + std::to_string(about.nlinks) + " members");
  std::vector<Member> members;
  for (hsize_t i = 0; i < about.nlinks; ++i) {
    char name[longest_name + 2] = {};
    const ssize_t length =
        H5Lget_name_by_idx(group.id, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
    must_of(group, length);
    if (static_cast<std::size_t>(length) > longest_name) {
      refuse(group, "has a member with a name of " + std::to_string(length) + " bytes");
    }
    Member member{.name = name};
    const Object named{{}, below(group, member.name), group.file_bytes};
    if (!is_valid_utf8(member.name) || !is_plain(member.name)) {
      refuse(group, "has a member whose name is no text on one line");
    }
    H5L_info_t link{};
    must_of(named, H5Lget_info(group.id, name, &link, H5P_DEFAULT));
    if (link.type != H5L_TYPE_HARD) refuse(named, "is a link to another place");
    H5O_info_t object{};
    must_of(named, H5Oget_info_by_name2(group.id, name, &object, H5O_INFO_BASIC, H5P_DEFAULT));
    member.is_group = object.type == H5O_TYPE_GROUP;
    member.is_dataset = object.type == H5O_TYPE_DATASET;
    member.address = object.addr;
    members.push_back(std::move(member));
  }
  return members;
}

bool has_member(const Object& group, const std::string& name) {
  return must_of(group, H5Lexists(group.id, name.c_str(), H5P_DEFAULT)) > 0;
}

namespace {

// What has that name itself, not what it leads to.
Object open_member(const Object& parent, const std::string& name, H5O_type_t wanted, const char* kind) {
  const Object named{{}, below(parent, name), parent.file_bytes};
  if (!has_member(parent, name)) refuse(named, "is not there");
  H5L_info_t link{};
  must_of(named, H5Lget_info(parent.id, name.c_str(), &link, H5P_DEFAULT));
  if (link.type != H5L_TYPE_HARD) refuse(named, "is a link to another place");
  H5O_info_t object{};
  must_of(named, H5Oget_info_by_name2(parent.id, name.c_str(), &object, H5O_INFO_BASIC, H5P_DEFAULT));
  if (object.type != wanted) refuse(named, std::string("is no ") + kind);
  const hid_t id = wanted == H5O_TYPE_GROUP ? H5Gopen2(parent.id, name.c_str(), H5P_DEFAULT)
                                            : H5Dopen2(parent.id, name.c_str(), H5P_DEFAULT);
  must_of(named, id);
  return {Handle(id, wanted == H5O_TYPE_GROUP ? H5Gclose : H5Dclose), named.path, parent.file_bytes};
}

}  // namespace

Object open_group(const Object& parent, const std::string& name) {
  return open_member(parent, name, H5O_TYPE_GROUP, "group");
}

Object open_dataset(const Object& parent, const std::string& name) {
  return open_member(parent, name, H5O_TYPE_DATASET, "data set");
}

std::optional<std::string> text_attribute(const Object& object, const std::string& name) {
  const std::optional<Attribute> attribute = open_attribute(object, name);
  if (!attribute) return std::nullopt;
  return read_text(*attribute);
}

std::string label_attribute(const Object& object, const std::string& name) {
  std::string text = text_attribute(object, name).value_or("");
  if (!is_plain(text)) throw Unfit{object.path + '@' + name, "has control characters", {}};
  return text;
}

std::optional<std::int64_t> int_attribute(const Object& object, const std::string& name) {
  const std::optional<Attribute> attribute = open_attribute(object, name);
  if (!attribute) return std::nullopt;
  require_class(attribute->self, attribute->type, H5T_INTEGER);
  std::int64_t value = 0;
  must_of(attribute->self, H5Aread(attribute->self.id, H5T_NATIVE_INT64, &value));
  return value;
}

TextPairs text_attributes(const Object& object) {
  H5O_info_t about{};
  must_of(object, H5Oget_info2(object.id, &about, H5O_INFO_NUM_ATTRS));
  if (about.num_attrs > most_members) refuse(object, "has " + std::to_string(about.num_attrs) + " attributes");
  TextPairs pairs;
  for (hsize_t i = 0; i < about.num_attrs; ++i) {
    char name[longest_name + 2] = {};
    const ssize_t length =
        H5Aget_name_by_idx(object.id, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
    must_of(object, length);
    if (static_cast<std::size_t>(length) > longest_name || !is_valid_utf8(name) || !is_plain(name)) {
      refuse(object, "has an attribute whose name is no short text on one line");
    }
    const std::optional<Attribute> attribute = open_attribute(object, name);
    if (!attribute) refuse(object, "has an attribute without a name");
    pairs.emplace_back(name, read_text(*attribute));
  }
  return pairs;
}

ValueClass class_of(const Object& dataset) {
  switch (H5Tget_class(type_of(dataset))) {
    case H5T_STRING:
      return ValueClass::text;
    case H5T_FLOAT:
      return ValueClass::real;
    case H5T_INTEGER:
      return ValueClass::whole;
    default:
      return ValueClass::other;
  }
}

Extents extents_of(const Object& dataset) {
  const hid_t space = H5Dget_space(dataset.id);
  must_of(dataset, space);
  return extents_in(dataset, Handle(space, H5Sclose));
}

void require_extents(const Object& dataset, const Extents& extents) {
  const Extents found = extents_of(dataset);
  if (found == extents) return;
  if (found.size() != extents.size()) {
    refuse(dataset, "has " + counted_axes(found.size()) + " instead of " + std::to_string(extents.size()));
  }
  refuse(dataset, "has " + text_of(found) + " values instead of " + text_of(extents));
}

std::uint64_t length_of(const Object& dataset, std::uint64_t most) {
  const Extents extents = extents_of(dataset);
  if (extents.size() != 1) refuse(dataset, "has " + counted_axes(extents.size()) + " instead of 1");
  if (extents[0] == 0) refuse(dataset, "is empty");
  if (extents[0] > most) {
    refuse(dataset, "has " + text_of(extents) + " values",
           "a file of " + std::to_string(dataset.file_bytes) + " bytes cannot hold them");
  }
  return extents[0];
}

std::vector<std::string> read_labels(const Object& dataset) {
  std::vector<std::string> labels = read_names(dataset);
  std::set<std::string> known;
  for (const std::string& label : labels) {
    if (label.empty()) refuse(dataset, "has an empty label");
    if (!known.insert(label).second) refuse(dataset, "has the label \"" + label + "\" twice");
  }
  return labels;
}

std::vector<std::string> read_names(const Object& dataset) {
  std::vector<std::string> names = read_texts(dataset);
  if (!std::all_of(names.begin(), names.end(), is_plain)) refuse(dataset, "has a label with control characters");
  return names;
}

std::vector<std::string> read_texts(const Object& dataset) {
  return read_strings(dataset, {length_of(dataset, dataset.file_bytes / 8)});
}

void read_block(const Object& dataset, const Extents& start, const Extents& count, double* values) {
  const Handle space(must_of(dataset, H5Dget_space(dataset.id)), H5Sclose);
  must_of(dataset, H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr));
  must_of(dataset, H5Dread(dataset.id, H5T_NATIVE_DOUBLE, simple_space(count), space, H5P_DEFAULT, values));
}

std::vector<double> read_doubles(const Object& dataset, const Extents& extents) {
  require_class(dataset, type_of(dataset), H5T_FLOAT);
  require_extents(dataset, extents);
  std::vector<double> values(size_within(dataset, extents, sizeof(double), most_inflated));
  if (!values.empty()) {
    must_of(dataset, H5Dread(dataset.id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  }
  return values;
}

std::vector<std::int32_t> read_whole_numbers(const Object& dataset, const Extents& extents) {
  require_class(dataset, type_of(dataset), H5T_INTEGER);
  require_extents(dataset, extents);
  std::vector<std::int32_t> values(size_within(dataset, extents, sizeof(std::int32_t), most_inflated));
  if (!values.empty()) {
    must_of(dataset, H5Dread(dataset.id, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  }
  return values;
}

std::vector<std::int8_t> read_flags(const Object& dataset, const Extents& extents) {
  require_class(dataset, type_of(dataset), H5T_INTEGER);
  require_extents(dataset, extents);
  std::vector<std::int8_t> values(size_within(dataset, extents, 1, most_inflated));
  if (!values.empty()) {
    must_of(dataset, H5Dread(dataset.id, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  }
  if (std::any_of(values.begin(), values.end(), [](std::int8_t v) { return v != 0 && v != 1; })) {
    refuse(dataset, "has flags that are neither 0 nor 1");
  }
  return values;
}

bool is_scale(const Object& dataset) {
  const std::optional<std::string> kind = text_attribute(dataset, "CLASS");
  return kind && *kind == "DIMENSION_SCALE";
}

std::optional<std::vector<std::string>> axes_of(const Object& dataset, const std::vector<Member>& members) {
  const char* list = "DIMENSION_LIST";
  if (must_of(dataset, H5Aexists(dataset.id, list)) == 0) return std::nullopt;
  const std::size_t axes = extents_of(dataset).size();
  const Object self{Handle(must_of(dataset, H5Aopen(dataset.id, list, H5P_DEFAULT)), H5Aclose),
                    dataset.path + '@' + list, dataset.file_bytes};
  const Handle type(must_of(self, H5Aget_type(self.id)), H5Tclose);
  if (H5Tget_class(type) != H5T_VLEN) refuse(self, std::string("holds ") + name_of(H5Tget_class(type)));
  const Handle base(must_of(self, H5Tget_super(type)), H5Tclose);
  if (must_of(self, H5Tequal(base, H5T_STD_REF_OBJ)) <= 0) refuse(self, "holds no references to axes");
  const Handle space(must_of(self, H5Aget_space(self.id)), H5Sclose);
  if (extents_in(self, space) != Extents{axes})
    refuse(self, "does not name one axis for each of " + counted_axes(axes));
  std::vector<hvl_t> lists(axes);
  must_of(self, H5Aread(self.id, type, lists.data()));
  std::vector<std::string> names;
  for (const hvl_t& one : lists) {
    if (one.len != 1 || one.p == nullptr) refuse(self, "does not name one scale for each axis");
    const Handle scale(must_of(self, H5Rdereference2(dataset.id, H5P_DEFAULT, H5R_OBJECT, one.p)), H5Oclose);
    H5O_info_t about{};
    must_of(self, H5Oget_info2(scale, &about, H5O_INFO_BASIC));
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const Member& member) { return member.address == about.addr; });
    if (found == members.end()) refuse(self, "names an axis that does not lie beside it");
    names.push_back(found->name);
  }
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, lists.data());
  return names;
}

void require_storage(const Object& dataset, const Extents& chunk) {
  if (must_of(dataset, H5Tequal(type_of(dataset), H5T_NATIVE_DOUBLE)) <= 0) {
    refuse(dataset, "holds numbers of another type");
  }
  const Handle list(must_of(dataset, H5Dget_create_plist(dataset.id)), H5Pclose);
  Extents found(chunk.size());
  if (H5Pget_layout(list) != H5D_CHUNKED ||
      H5Pget_chunk(list, static_cast<int>(found.size()), found.data()) != static_cast<int>(found.size()) ||
      found != chunk) {
    refuse(dataset, "is stored in other pieces");
  }
  const std::vector<H5Z_filter_t> wanted{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE};
  bool same = H5Pget_nfilters(list) == static_cast<int>(wanted.size());
  for (unsigned i = 0; same && i < wanted.size(); ++i) {
    std::size_t n_values = 0;
    unsigned flags = 0;
    same = H5Pget_filter2(list, i, &flags, &n_values, nullptr, 0, nullptr, nullptr) == wanted[i];
  }
  if (!same) refuse(dataset, "is compressed in another way");
}

}  // namespace draagkracht::hdf5
