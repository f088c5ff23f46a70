//! Values that look like what a field of such a name holds.

use tlforge_parser::schema::Basic;

/// The field that a value is for.
pub(super) struct Context<'a> {
    /// The definition.
    pub(super) owner: &'a str,
    /// The field's name in the schema; empty for none.
    pub(super) field: &'a str,
    /// The layer of the schema.
    pub(super) layer: Option<u32>,
}

/// How little the constructor called `name` says: a type's *empty* one makes a poor example.
pub(super) fn emptiness(name: &str) -> u32 {
    const NOTHING: [&str; 8] =
        ["Empty", "Unknown", "Unsupported", "Deleted", "Forbidden", "NotModified", "Unavailable", "None"];
    if NOTHING.iter().any(|ending| name.ends_with(ending)) { 50 } else { 0 }
}

impl Context<'_> {
    pub(super) fn number(&self, basic: Basic) -> i64 {
        let is_long = matches!(basic, Basic::Long | Basic::Int64);
        let words = || self.field.split('_');
        let has = |word: &str| words().any(|other| other == word);
        match self.field {
            "offset" | "hash" | "add_offset" | "pts" | "qts" | "seq" if !is_long => 0,
            "offset" | "hash" => 0,
            "layer" => self.layer.map_or(1, i64::from),
            "api_id" => 12345,
            "port" => 443,
            "w" | "width" => 1280,
            "h" | "height" => 720,
            "user_id" | "bot_id" | "from_id" => 777_000,
            _ if has("date") || has("until") || has("expires") => 1_767_225_600,
            _ if has("limit") || has("count") => 100,
            _ if has("dc") => 2,
            _ if has("size") => 65_536,
            _ if is_long => -4_156_887_774_564,
            _ => 43,
        }
    }

    pub(super) fn double(&self) -> f64 {
        match self.field {
            "lat" | "latitude" => 52.52,
            "long" | "longitude" => 13.405,
            _ => 0.5,
        }
    }

    pub(super) fn text(&self) -> String {
        let text = match self.field {
            "message" | "text" => "Hello",
            "first_name" => "Ada",
            "last_name" => "Lovelace",
            "username" => "ada",
            "phone" | "phone_number" => "15550100",
            "email" => "ada@example.org",
            "mime_type" => "image/png",
            "file_name" => "picture.png",
            "emoticon" | "emoji" => "👍",
            "url" => "https://example.org/",
            "ip" | "ip_address" => "192.0.2.1",
            "api_hash" => "0123456789abcdef0123456789abcdef",
            field if field.ends_with("lang_code") => "en",
            field if field.ends_with("url") => "https://example.org/",
            "" => "text",
            field => return field.replace('_', " "),
        };
        text.to_owned()
    }

    /// Bytes that differ from field to field, so that a dump can be told apart.
    pub(super) fn bytes(&self, count: u32) -> Vec<u8> {
        let seed = self.owner.bytes().chain(self.field.bytes()).fold(7_u8, |sum, byte| sum.wrapping_mul(31) ^ byte);
        (0..count).scan(seed, |next, _| Some(std::mem::replace(next, next.wrapping_add(17)))).collect()
    }
}
