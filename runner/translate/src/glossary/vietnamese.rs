//! What a rule must know of Vietnamese script.

/// Letters that Vietnamese has and English has not, without those that only carry a tone.
const LETTERS: &str = "ăâđêôơưĂÂĐÊÔƠƯ";

/// Vowels with a tone mark, as one string a base vowel: acute, grave, hook, tilde, dot below.
const TONES: [(char, &str); 12] = [
    ('a', "áàảãạ"),
    ('ă', "ắằẳẵặ"),
    ('â', "ấầẩẫậ"),
    ('e', "éèẻẽẹ"),
    ('ê', "ếềểễệ"),
    ('i', "íìỉĩị"),
    ('o', "óòỏõọ"),
    ('ô', "ốồổỗộ"),
    ('ơ', "ớờởỡợ"),
    ('u', "úùủũụ"),
    ('ư', "ứừửữự"),
    ('y', "ýỳỷỹỵ"),
];

/// Whether a text has letters that only Vietnamese writes.
pub(super) fn is_vietnamese(text: &str) -> bool {
    text.chars().any(|letter| LETTERS.contains(letter) || toned(letter).is_some())
}

/// The base vowel and the number of the tone of a letter.
fn toned(letter: char) -> Option<(char, usize)> {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    TONES.iter().find_map(|(base, marked)| Some((*base, marked.chars().position(|one| one == lower)?)))
}

fn with_tone(base: char, tone: usize) -> Option<char> {
    TONES.iter().find(|(one, _)| *one == base)?.1.chars().nth(tone)
}

/// The first syllable whose tone mark stands on the second vowel of `oa`, `oe` or `uy` at its end, and how it is written here:
/// `khoá` → `khóa`. `quý` is right: there the `u` belongs to the `q`.
pub(super) fn second_vowel_tone(text: &str) -> Option<(String, String)> {
    text.split(|letter: char| !letter.is_alphabetic()).find_map(|syllable| {
        let mut letters: Vec<char> = syllable.chars().collect();
        let last = letters.pop()?;
        let first = letters.pop()?;
        let (base, tone) = toned(last)?;
        let pair = matches!((first.to_ascii_lowercase(), base), ('o', 'a' | 'e') | ('u', 'y'));
        if !pair || letters.last().is_some_and(|before| before.eq_ignore_ascii_case(&'q')) {
            return None;
        }
        letters.push(with_tone(first.to_ascii_lowercase(), tone)?);
        letters.push(base);
        Some((syllable.to_owned(), letters.into_iter().collect()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_is_known_by_its_letters() {
        assert!(is_vietnamese("khóa") && is_vietnamese("đi") && is_vietnamese("Ăn"));
        assert!(!is_vietnamese("bucket") && !is_vietnamese("naïve 12"));
    }

    #[test]
    fn a_tone_on_the_second_vowel_is_found_at_the_end_of_a_syllable_only() {
        assert_eq!(second_vowel_tone("một khoá mới"), Some(("khoá".into(), "khóa".into())));
        assert_eq!(second_vowel_tone("hoạ"), Some(("hoạ".into(), "họa".into())));
        assert_eq!(second_vowel_tone("tuỳ"), Some(("tuỳ".into(), "tùy".into())));
        for right in ["khóa", "loại", "toàn", "quý", "quả", "khoản", "tài khoản", "suy"] {
            assert_eq!(second_vowel_tone(right), None, "{right}");
        }
    }
}
