//! Two layers of the API compared: the counts are those of a comparison by lines, and thirty samples are as read by eye.

use std::collections::{BTreeMap, BTreeSet};
use std::{fs, path::Path};

use tlforge_checks::{shared, text};
use tlforge_codegen::{Config, Input, Module, compat};
use tlforge_parser::diff::{self, Change, Diff, Effect, Entry, Kind, What, report};
use tlforge_parser::{ErrorTable, FileId, Options, Schema, SourceMap, load};

/// A definition by lines: id, fields by their names, result.
struct Line<'a> {
    id: u32,
    fields: BTreeMap<&'a str, &'a str>,
    rest: &'a str,
}

type Lines<'a> = BTreeMap<(Kind, &'a str), Line<'a>>;

#[test]
fn counts_are_those_of_a_comparison_by_lines() {
    let (old_text, new_text) = texts();
    let (old, new) = (lines(&old_text), lines(&new_text));
    let diff = compare(&old_text, &new_text);
    for kind in [Kind::Constructor, Kind::Function] {
        let of_kind = |lines: &Lines<'_>| -> BTreeSet<String> {
            lines.keys().filter(|(k, _)| *k == kind).map(|(_, name)| (*name).to_owned()).collect()
        };
        let (before, after) = (of_kind(&old), of_kind(&new));
        // By lines, what has another name is gone and new.
        let renamed = || diff.changed.iter().filter(|entry| entry.kind == kind && entry.old_name().is_some());
        let mut added = names(&diff.added, kind);
        added.extend(renamed().map(|entry| entry.name.clone()));
        let mut removed = names(&diff.removed, kind);
        removed.extend(renamed().filter_map(|entry| entry.old_name()).map(str::to_owned));
        assert_eq!(added, after.difference(&before).cloned().collect());
        assert_eq!(removed, before.difference(&after).cloned().collect());
        let same_name = before.intersection(&after);
        let changed = same_name.filter(|name| old[&(kind, name.as_str())].rest != new[&(kind, name.as_str())].rest);
        let content = diff.changed.iter().filter(|entry| entry.kind == kind && entry.old_name().is_none());
        let content = content.filter(|entry| entry.changes.iter().any(|change| change.what.is_content()));
        assert_eq!(content.map(|entry| entry.name.clone()).collect::<BTreeSet<_>>(), changed.cloned().collect());
    }
    let counts = |entries: &[Entry]| {
        [Kind::Constructor, Kind::Function, Kind::Type].map(|kind| entries.iter().filter(|e| e.kind == kind).count())
    };
    assert_eq!(counts(&diff.added), [372, 204, 142]);
    assert_eq!(counts(&diff.removed), [31, 17, 8]);
    assert_eq!(diff.layers, (Some(190), Some(230)));
    assert!(!diff.is_without_new_layer());
    assert_eq!(diff.semver(), diff::Semver::Major);
}

#[test]
fn fields_and_ids_are_those_of_a_comparison_by_lines() {
    let (old_text, new_text) = texts();
    let (old, new) = (lines(&old_text), lines(&new_text));
    let mut seen = 0;
    for entry in compare(&old_text, &new_text).changed {
        let old_name = entry.old_name().unwrap_or(&entry.name);
        let (Some(before), Some(after)) = (old.get(&(entry.kind, old_name)), new.get(&(entry.kind, &entry.name)))
        else {
            assert_eq!(entry.kind, Kind::Type, "{}", entry.name);
            continue;
        };
        let of = |whats: &[What]| -> BTreeSet<&str> {
            let changes = entry.changes.iter().filter(|change| whats.contains(&change.what));
            changes.filter_map(|change| change.subject.as_deref()).collect()
        };
        // By lines, a field that has another name is gone and new.
        let renamed = entry.changes.iter().filter(|change| change.what == What::FieldRenamed);
        let added = of(&[What::FieldAdded, What::FieldRenamed]);
        let mut removed = of(&[What::FieldRemoved]);
        removed.extend(renamed.filter_map(|change| change.old.as_deref()));
        let other = |a: &Line<'_>, b: &Line<'_>| -> BTreeSet<String> {
            a.fields.keys().filter(|name| !b.fields.contains_key(*name)).map(|name| (*name).to_owned()).collect()
        };
        assert_eq!(added, as_str(&other(after, before)), "{}", entry.name);
        assert_eq!(removed, as_str(&other(before, after)), "{}", entry.name);
        let retyped = before.fields.iter().filter(|(name, ty)| after.fields.get(*name).is_some_and(|now| now != *ty));
        let said = of(&[What::FieldRetyped, What::FieldMadeOptional, What::FieldMadeRequired, What::FlagBitChanged]);
        assert_eq!(said, retyped.map(|(name, _)| *name).collect(), "{}", entry.name);
        assert_eq!(entry.id, Some(after.id), "{}", entry.name);
        let says_id = entry.changes.iter().any(|change| change.what == What::IdChanged);
        assert_eq!(says_id, before.id != after.id, "{}", entry.name);
        seen += 1;
    }
    assert!(seen > 165, "{seen}");
}

#[test]
fn types_are_those_of_a_comparison_by_lines() {
    let (old_text, new_text) = texts();
    let diff = compare(&old_text, &new_text);
    let types = |text: &str| -> BTreeMap<String, BTreeSet<String>> {
        let mut types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for ((kind, name), line) in lines(text) {
            if kind == Kind::Constructor {
                let result = line.rest.rsplit(" = ").next().expect("a result").trim_end_matches(" t");
                types.entry(result.to_owned()).or_default().insert(name.to_owned());
            }
        }
        types
    };
    let (old, new) = (types(&old_text), types(&new_text));
    let only = |a: &BTreeMap<String, BTreeSet<String>>, b: &BTreeMap<String, BTreeSet<String>>| -> BTreeSet<String> {
        a.keys().filter(|name| !b.contains_key(*name)).cloned().collect()
    };
    assert_eq!(names(&diff.added, Kind::Type), only(&new, &old));
    assert_eq!(names(&diff.removed, Kind::Type), only(&old, &new));
    let said: BTreeMap<&str, &Entry> =
        diff.changed.iter().filter(|e| e.kind == Kind::Type).map(|e| (e.name.as_str(), e)).collect();
    for (name, before) in &old {
        let Some(after) = new.get(name) else { continue };
        let changes = said.get(name.as_str()).map_or(&[][..], |entry| &entry.changes);
        let of = |what| -> BTreeSet<String> {
            changes.iter().filter(|change| change.what == what).filter_map(|change| change.subject.clone()).collect()
        };
        assert_eq!(of(What::VariantAdded), after.difference(before).cloned().collect(), "{name}");
        assert_eq!(of(What::VariantRemoved), before.difference(after).cloned().collect(), "{name}");
        let says = |what| changes.iter().any(|change| change.what == what);
        assert_eq!(says(What::BecameEnum), before.len() == 1 && after.len() > 1, "{name}");
        assert_eq!(says(What::BecameStruct), before.len() > 1 && after.len() == 1, "{name}");
    }
}

/// What was read by eye in both layers. `+` is a new field or variant, `-` one that is gone, `~` another type, `?` now
/// optional, `>` moved, `=` the old name; behind it `W` what breaks the wire format and `S` what breaks programs.
const SAMPLES: [(Kind, &str, &str); 31] = [
    (Kind::Constructor, "botCommand", "id W, +flags W, +ephemeral S"),
    (
        Kind::Constructor,
        "chatAdminRights",
        "+manage_direct_messages, +manage_ranks, +manage_linked_peers, +manage_welcome_messages",
    ),
    (Kind::Constructor, "dialogFilter", "id W, +title_noanimate, ~title WS"),
    (Kind::Constructor, "emojiStatus", "id W, +flags W, +until S, boxed S"),
    (
        Kind::Constructor,
        "globalPrivacySettings",
        "id W, +display_gifts_button, +noncontact_peers_paid_stars, +disallowed_gifts",
    ),
    (
        Kind::Constructor,
        "help.promoData",
        "id W, ?peer WS, >psa_type W, >psa_message W, +pending_suggestions WS, +dismissed_suggestions WS, \
         +custom_pending_suggestion",
    ),
    (Kind::Constructor, "inputMediaDocument", "id W, +video_cover, +video_timestamp"),
    (Kind::Constructor, "inputMediaPoll", "id W, ~correct_answers WS, +attached_media, +solution_media, eq_lost S"),
    (Kind::Constructor, "inputPhoneContact", "id W, +flags W, +note S"),
    (Kind::Constructor, "messages.messagesSlice", "id W, +search_flood, +topics WS"),
    (Kind::Constructor, "pageListItemText", "id W, +flags W, +checkbox S, +checked S, boxed S"),
    (Kind::Constructor, "reactionsNotifySettings", "id W, +poll_votes_notify_from"),
    (Kind::Constructor, "starsSubscription", "id W, +bot_canceled, +title, +photo, +invoice_slug, eq_lost S"),
    (Kind::Constructor, "updateGroupCall", "id W, -chat_id WS, +flags W, +live_story S, +peer S, boxed S"),
    (Kind::Constructor, "updateStarsBalance", "id W, ~balance WS"),
    (Kind::Constructor, "premiumGiftOption", "removed WS"),
    (Kind::Constructor, "emojiStatusCollectible", "added S"),
    (Kind::Function, "contacts.getTopPeers", "+bots_guestchat"),
    (Kind::Function, "messages.acceptUrlAuth", "id W, +share_phone_number, +match_code"),
    (
        Kind::Function,
        "messages.forwardMessages",
        "id W, +allow_paid_floodskip, +from_ephemeral, +reply_to, +schedule_repeat_period, +effect, +video_timestamp, \
         +allow_paid_stars, +suggested_post",
    ),
    (Kind::Function, "messages.markDialogUnread", "id W, +parent_peer"),
    (Kind::Function, "messages.saveDraft", "id W, +suggested_post, +rich_message"),
    (Kind::Function, "messages.sendBotRequestedPeer", "id W, +flags W, ?msg_id WS, +webapp_req_id S"),
    (Kind::Function, "messages.sendMultiMedia", "id W, +allow_paid_floodskip, +allow_paid_stars"),
    (Kind::Function, "messages.togglePaidReactionPrivacy", "id W, ~private WS"),
    (Kind::Function, "phone.getGroupCallStreamRtmpUrl", "id W, +flags W, +live_story S"),
    (Kind::Function, "payments.canPurchaseStore", "=payments.canPurchasePremium S, id W"),
    (Kind::Function, "channels.editCreator", "removed WS"),
    (Kind::Function, "wallet.tonConnectNextEventId", "added"),
    (Kind::Type, "EmojiStatus", "-emojiStatusUntil WS, +emojiStatusCollectible S, +inputEmojiStatusCollectible S"),
    (Kind::Type, "PremiumGiftOption", "removed WS"),
];

#[test]
fn samples_are_as_read_by_eye() {
    let (old_text, new_text) = texts();
    let diff = compare(&old_text, &new_text);
    for (kind, name, expected) in SAMPLES {
        let entry = diff.entries().find(|entry| entry.kind == kind && entry.name == name).expect(name);
        let said: Vec<String> = entry.changes.iter().map(short).collect();
        assert_eq!(said.join(", "), expected, "{name}");
    }
}

/// The bundled error tables belong to the bundled layer; of the functions that the older layer has too, no errors are new.
#[test]
fn error_tables_are_compared_by_function() {
    let (old_text, new_text) = texts();
    let (old, new) = (read(&old_text), read(&new_text));
    let json = bundled("errors.json");
    let (errors, _) = ErrorTable::from_json(FileId(0), &json);
    let diff = compare_schemas((&old, Some(&errors)), (&new, Some(&errors)));
    assert_eq!(diff.errors, []);
    let of_errors =
        |change: &Change| matches!(change.what, What::ErrorAdded | What::ErrorRemoved | What::ErrorTypeChanged);
    // The tables know a function that is called otherwise by one of its names only.
    let entries = diff.changed.iter().filter(|entry| entry.old_name().is_none());
    assert_eq!(entries.filter(|entry| entry.changes.iter().any(of_errors)).count(), 0);
    let diff = compare_schemas((&new, Some(&ErrorTable::default())), (&new, Some(&errors)));
    let with_own = errors.methods().filter(|method| errors.own(method).next().is_some()).count();
    let gaining = diff.changed.iter().filter(|entry| entry.changes.iter().any(of_errors));
    assert_eq!(gaining.count(), with_own);
    assert_eq!(diff.errors.len(), errors.common().count());
}

#[test]
fn reports_name_every_entry() {
    let (old_text, new_text) = texts();
    let diff = compare(&old_text, &new_text);
    let (text, markdown, json) = (report::text(&diff, false), report::markdown(&diff), report::json(&diff));
    for entry in diff.entries() {
        assert!(text.contains(&entry.name), "{}", entry.name);
        assert!(markdown.contains(&format!("`{}`", entry.name)), "{}", entry.name);
    }
    for (key, entries) in [("added", &diff.added), ("removed", &diff.removed), ("changed", &diff.changed)] {
        let listed = json[key].as_array().expect("a list");
        let listed: Vec<_> = listed.iter().map(|entry| (entry["kind"].as_str(), entry["name"].as_str())).collect();
        let expected: Vec<_> = entries.iter().map(|e| (Some(e.kind.as_str()), Some(e.name.as_str()))).collect();
        assert_eq!(listed, expected, "{key}");
    }
}

fn short(change: &Change) -> String {
    let subject = change.subject.as_deref().unwrap_or_default();
    let what = match change.what {
        What::IdChanged => "id".to_owned(),
        What::FieldAdded | What::VariantAdded => format!("+{subject}"),
        What::FieldRemoved | What::VariantRemoved => format!("-{subject}"),
        What::FieldRetyped => format!("~{subject}"),
        What::FieldMadeOptional => format!("?{subject}"),
        What::FieldMoved => format!(">{subject}"),
        What::Renamed => format!("={}", change.old.as_deref().unwrap_or_default()),
        other => other.as_str().to_owned(),
    };
    let mark = match change.effect {
        Effect { wire: true, source: true, .. } => " WS",
        Effect { wire: true, .. } => " W",
        Effect { source: true, .. } => " S",
        _ => "",
    };
    what + mark
}

fn names(entries: &[Entry], kind: Kind) -> BTreeSet<String> {
    entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.name.clone()).collect()
}

fn as_str(names: &BTreeSet<String>) -> BTreeSet<&str> {
    names.iter().map(String::as_str).collect()
}

fn lines(text: &str) -> Lines<'_> {
    let mut kind = Kind::Constructor;
    let mut lines = Lines::new();
    for line in text.lines() {
        if line == "---functions---" {
            kind = Kind::Function;
        }
        let Some((name, rest)) = line.strip_suffix(';').and_then(|line| line.split_once('#')) else { continue };
        let (id, _) = rest.split_once(' ').expect("a result");
        let fields = rest.split_once(" = ").expect("a result").0.split(' ').filter_map(|field| field.split_once(':'));
        let id = u32::from_str_radix(id, 16).expect("an id");
        lines.insert((kind, name), Line { id, fields: fields.collect(), rest });
    }
    lines
}

fn texts() -> (String, String) {
    assert!(shared().is_dir());
    (text("vectors/layer190.api.tl"), bundled("api.tl"))
}

fn bundled(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram").join(name);
    fs::read_to_string(path).expect("the bundled data is text")
}

fn compare(old: &str, new: &str) -> Diff {
    compare_schemas((&read(old), None), (&read(new), None))
}

fn compare_schemas(old: (&Schema, Option<&ErrorTable>), new: (&Schema, Option<&ErrorTable>)) -> Diff {
    let input = |(schema, errors)| Input { modules: vec![Module { path: "", schema, sha256: String::new() }], errors };
    compat::compare(&input(old), &input(new), &Config::default())
}

fn read(text: &str) -> Schema {
    let outcome = load(&SourceMap::single("api.tl", text), &Options::default());
    assert!(!outcome.has_errors());
    outcome.schema
}
