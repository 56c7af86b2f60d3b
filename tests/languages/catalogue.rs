//! The laws of the catalogue. `UPDATE_TEXTS=1 cargo test --test languages` puts its entries into the order of the source,
//! adds what is new without a translation, and takes out what nobody says any more.

use crate::source::{Found, holes, texts};
use rocketmq_wizard::language::Text;
use rocketmq_wizard::steps::STEPS;
use rocketmq_wizard::text::wrap;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use unicode_width::UnicodeWidthStr;

#[path = "../../src/language/catalogue.rs"]
mod reader;

/// Words of other vendors, those that mean something else here, and second words for what has one; and what is meant.
const OTHER_WORDS: [(&str, &str); 15] = [
    ("地域", "区域"),
    ("消费者组", "消费组"),
    ("主题", "Topic"),
    ("帐号", "账号"),
    ("编排", ""),
    ("您", ""),
    ("再次发送", "重新提交"),
    ("重新发送", "重新提交"),
    ("没有购买任何", "未购买任何实例"),
    ("答案", "配置项"),
    ("空闲地址", "可用IP"),
    ("凭据文件", "配置文件"),
    ("尚不合法", "尚不符合要求"),
    ("以后不支持修改", "创建后不支持修改"),
    ("名称服务器", "元数据地址"),
];

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales/zh_CN.po")
}

fn catalogue() -> Vec<(String, String)> {
    reader::entries(&fs::read_to_string(path()).unwrap())
}

#[test]
fn every_text_has_its_translation_and_none_is_left_over() {
    let (found, known) = (texts(), catalogue());
    assert!(found.len() > 500, "only {} texts were found", found.len());
    if std::env::var_os("UPDATE_TEXTS").is_some() {
        return rewrite(&found, &known.into_iter().collect());
    }
    let translated: BTreeSet<&String> = known.iter().map(|(english, _)| english).collect();
    let said: BTreeSet<&String> = found.iter().map(|found| &found.text).collect();
    let missing: Vec<&Found> = found.iter().filter(|found| !translated.contains(&found.text)).collect();
    assert!(missing.is_empty(), "{} texts have no translation in {}: {missing:#?}", missing.len(), path().display());
    let left_over: Vec<_> = translated.difference(&said).collect();
    assert!(left_over.is_empty(), "nobody says these any more: {left_over:#?}");
    assert_eq!(known.len(), translated.len(), "some stand there twice");
}

#[test]
fn sentences_have_the_holes_that_are_filled() {
    for Found { file, text, parts } in texts() {
        let Some(parts) = parts else { continue };
        assert_eq!(holes(&text), parts, "{file}: {text:?}");
    }
}

#[test]
fn what_is_the_same_in_all_languages_stands_in_both() {
    let mut wrong = Vec::new();
    for (english, chinese) in catalogue() {
        let mut hold = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{what}: {english:?} {chinese:?}"));
            }
        };
        hold(holes(&english) == holes(&chinese), "holes");
        for mark in ["`", "\n"] {
            hold(english.matches(mark).count() == chinese.matches(mark).count(), mark);
        }
        hold(names(&english) == names(&chinese), "names");
        for (other, meant) in OTHER_WORDS {
            hold(!chinese.contains(other), &format!("{other} for {meant}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// States and settings that stand in every language as the cloud writes them.
const STATES: [&str; 8] =
    ["RUNNING", "CREATING", "CREATEFAILED", "PERMISSIVE", "PLAINTEXT", "ENCRYPT_DECRYPT", "UNKNOWN", "UNPAID"];

/// Names of the API, of variables, flags and keys, commands, states: what a reader of any language types or looks up.
fn names(text: &str) -> BTreeSet<&str> {
    let of_words = |c: char| c.is_ascii_alphanumeric() || "_-./^=:~$*".contains(c);
    let words = text.split(|c| !of_words(c)).map(|word| word.trim_matches(['.', ':', '/']));
    let is_name = |word: &&str| word.contains(['_', '^', '=', '$']) || word.starts_with("--") || STATES.contains(word);
    words.filter(is_name).collect()
}

#[test]
fn labels_and_titles_fit_their_places() {
    crate::begin();
    for step in STEPS {
        assert!(step.title.shown().width() <= 10, "{}", step.title);
        for field in step.fields {
            assert!((1..=10).contains(&field.label.shown().width()), "{}: {}", field.key, field.label);
            let Text(english) = field.help;
            assert_ne!(field.help.shown(), english);
            assert!(wrap(field.help.shown(), 78).len() <= 2, "{}: {}", field.key, field.help);
            assert!(wrap(field.more.shown(), 74).len() <= 18, "{}: {}", field.key, field.more);
        }
    }
}

#[test]
fn lines_break_by_the_rules_of_the_language() {
    // A word of two letters and more; not a sign between two texts.
    for (_, chinese) in catalogue().into_iter().filter(|(english, _)| english.len() > 2) {
        for cells in [36, 76] {
            let lines = wrap(&chinese, cells);
            let joined: String = lines.concat().split([' ', '\n']).collect();
            assert_eq!(joined, chinese.split([' ', '\n']).collect::<String>(), "{lines:#?}");
            assert!(lines.iter().all(|line| line.width() <= cells), "{lines:#?}");
            for line in lines.iter().skip(1) {
                let begins = "\u{ff0c}\u{3002}\u{ff1b}\u{ff1a}\u{3001}\u{ff09}\u{201d}";
                assert!(!line.starts_with(|c| begins.contains(c)), "{lines:#?}");
                assert!(!line.ends_with(['\u{201c}', '\u{ff08}']), "{lines:#?}");
            }
        }
    }
}

#[test]
fn tools_of_translators_read_the_catalogue() {
    let text = fs::read_to_string(path()).unwrap();
    assert!(!text.lines().any(|line| line.starts_with("#,")), "no text is marked as one to be looked at again");
    // Where they are installed.
    if let Ok(checked) = Command::new("msgfmt").args(["-c", "-o", "/dev/null"]).arg(path()).output() {
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
}

fn rewrite(found: &[Found], known: &BTreeMap<String, String>) {
    let text = fs::read_to_string(path()).unwrap();
    let (mut written, mut seen) = (text.split("\n\n").next().unwrap().to_owned() + "\n", BTreeSet::new());
    for Found { file, text, .. } in found {
        if seen.insert(text) {
            let translation = known.get(text).map_or("", String::as_str);
            write!(written, "\n#: {file}\nmsgid {}\nmsgstr {}\n", quoted(text), quoted(translation)).unwrap();
        }
    }
    fs::write(path(), written).unwrap();
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
