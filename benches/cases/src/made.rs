//! Values such as a busy account receives, the same in each run.

use tlforge_telegram::{enums, functions, types};

pub(crate) fn update_short() -> enums::Updates {
    let status = types::UserStatusOnline { expires: 1_790_000_300 }.into();
    let update = types::UpdateUserStatus { user_id: 5_018_204_433, status }.into();
    types::UpdateShort { update, date: 1_790_000_000 }.into()
}

pub(crate) fn discard_call() -> functions::phone::DiscardCall {
    functions::phone::DiscardCall {
        video: true,
        peer: types::InputPhoneCall { id: 5_000_000_000_017, access_hash: -6_011_204_912_345_678_901 },
        duration: 43,
        reason: enums::PhoneCallDiscardReason::Missed,
        connection_id: 7_700_100_200_300_400,
    }
}

pub(crate) fn messages(n: u64) -> enums::messages::Messages {
    let mut dice = Dice(1);
    types::messages::MessagesSlice {
        count: 12_345,
        ..types::messages::MessagesSlice::new(
            12_345,
            (0..n).map(|_| dice.message().into()).collect(),
            Vec::new(),
            vec![],
            (0..n / 8).map(|_| dice.user().into()).collect(),
        )
    }
    .into()
}

pub(crate) fn updates(n: u64) -> enums::Updates {
    let mut dice = Dice(2);
    types::Updates {
        updates: (0..n).map(|_| dice.update()).collect(),
        users: (0..n / 8).map(|_| dice.user().into()).collect(),
        chats: Vec::new(),
        date: 1_790_000_000,
        seq: 77,
    }
    .into()
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    /// One of `0..sides`.
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap_or_default() % sides
    }

    /// Whether something happens that does so in `percent` of all cases.
    fn happens(&mut self, percent: u32) -> bool {
        self.roll(100) < percent
    }

    fn int(&mut self) -> i32 {
        i32::try_from(self.roll(1 << 20)).unwrap_or_default()
    }

    fn long(&mut self) -> i64 {
        i64::from(self.roll(u32::MAX)) << 20 | i64::from(self.roll(1 << 20))
    }

    fn text(&mut self, words: u32) -> String {
        const WORDS: [&str; 12] =
            ["tomorrow", "the", "bridge", "свет", "closes", "early", "naïve", "and", "we", "walk", "back", "🙂"];
        let words: Vec<_> = (0..words).map(|_| WORDS[self.roll(12) as usize]).collect();
        words.join(" ")
    }

    fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| u8::try_from(self.roll(256)).unwrap_or_default()).collect()
    }

    fn peer(&mut self) -> enums::Peer {
        match self.roll(3) {
            0 => types::PeerUser { user_id: self.long() }.into(),
            1 => types::PeerChat { chat_id: self.long() }.into(),
            _ => types::PeerChannel { channel_id: self.long() }.into(),
        }
    }

    fn message(&mut self) -> types::Message {
        let words = 4 + self.roll(60);
        let text = self.text(words);
        let is_post = self.happens(40);
        types::Message {
            out: self.happens(20),
            post: is_post,
            from_id: (!is_post).then(|| self.peer()),
            reply_to: self.happens(25).then(|| {
                types::MessageReplyHeader { reply_to_msg_id: Some(self.int()), ..types::MessageReplyHeader::new() }
                    .into()
            }),
            media: self.happens(40).then(|| self.media()),
            entities: self.happens(60).then(|| (0..1 + self.roll(5)).map(|_| self.entity()).collect()),
            views: is_post.then(|| self.int()),
            forwards: is_post.then(|| self.int()),
            edit_date: self.happens(20).then_some(1_790_000_100),
            grouped_id: self.happens(10).then(|| self.long()),
            reactions: self.happens(30).then(|| {
                let counts = (0..1 + self.roll(4)).map(|_| {
                    let reaction = types::ReactionEmoji { emoticon: "❤".to_owned() }.into();
                    types::ReactionCount::new(reaction, self.int())
                });
                types::MessageReactions::new(counts.collect())
            }),
            ..types::Message::new(self.int(), self.peer(), 1_790_000_000, text)
        }
    }

    fn entity(&mut self) -> enums::MessageEntity {
        let (offset, length) = (self.int(), self.int());
        match self.roll(5) {
            0 => types::MessageEntityBold { offset, length }.into(),
            1 => types::MessageEntityItalic { offset, length }.into(),
            2 => types::MessageEntityUrl { offset, length }.into(),
            3 => types::MessageEntityMention { offset, length }.into(),
            _ => types::MessageEntityTextUrl { offset, length, url: format!("https://example.org/{}", self.int()) }
                .into(),
        }
    }

    fn media(&mut self) -> enums::MessageMedia {
        if self.happens(60) {
            let photo = self.photo().into();
            return types::MessageMediaPhoto { photo: Some(photo), ..types::MessageMediaPhoto::new() }.into();
        }
        let attributes = vec![
            types::DocumentAttributeFilename { file_name: self.text(2) }.into(),
            types::DocumentAttributeVideo::new(12.5, 1280, 720).into(),
        ];
        let document = types::Document::new(
            self.long(),
            self.long(),
            self.bytes(29),
            1_780_000_000,
            "video/mp4".to_owned(),
            self.long(),
            2,
            attributes,
        );
        types::MessageMediaDocument { document: Some(document.into()), ..types::MessageMediaDocument::new() }.into()
    }

    fn photo(&mut self) -> types::Photo {
        let sizes = [("m", 320), ("x", 800), ("y", 1280)]
            .map(|(name, w)| types::PhotoSize { r#type: name.to_owned(), w, h: w * 3 / 4, size: self.int() }.into());
        types::Photo::new(self.long(), self.long(), self.bytes(29), 1_780_000_000, sizes.into(), 4)
    }

    fn user(&mut self) -> types::User {
        types::User {
            contact: self.happens(50),
            access_hash: Some(self.long()),
            first_name: Some(self.text(1)),
            last_name: self.happens(50).then(|| self.text(1)),
            username: self.happens(50).then(|| format!("user{}", self.int())),
            status: Some(types::UserStatusOffline { was_online: 1_789_999_000 }.into()),
            ..types::User::new(self.long())
        }
    }

    fn update(&mut self) -> enums::Update {
        match self.roll(10) {
            0..5 => {
                let message = self.message().into();
                types::UpdateNewMessage { message, pts: self.int(), pts_count: 1 }.into()
            }
            5 => {
                let message = self.message().into();
                types::UpdateEditMessage { message, pts: self.int(), pts_count: 1 }.into()
            }
            6 => types::UpdateReadHistoryInbox::new(self.peer(), self.int(), 3, self.int(), 1).into(),
            7 => types::UpdateDeleteMessages { messages: vec![self.int(), self.int()], pts: self.int(), pts_count: 2 }
                .into(),
            8 => types::UpdateUserTyping::new(self.long(), enums::SendMessageAction::SendMessageTypingAction).into(),
            _ => {
                let status = types::UserStatusOnline { expires: 1_790_000_300 }.into();
                types::UpdateUserStatus { user_id: self.long(), status }.into()
            }
        }
    }
}
