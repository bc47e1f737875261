//! `music-catalogue`: songs of six invented bands, each song one DynamoDB item in a file of its own.
//!
//! The bands are the same for every seed, so that a guide can name them; albums, titles, years, lengths and plays follow
//! from the seed. Every band has three songs or more, one band sings in Vietnamese, and some items lack some attributes, as
//! real catalogues do.

use serde_json::{Map, Value, json};

use crate::generator::DataFile;
use crate::random::Random;

struct Band {
    name: &'static str,
    genre: &'static str,
    since: u64,
    albums: &'static [&'static str],
    titles: &'static [&'static str],
}

static BANDS: &[Band] = &[
    Band {
        name: "Copper Kettle Choir",
        genre: "Folk",
        since: 1974,
        albums: &["Steam on the Window", "Third Kitchen"],
        titles: &[
            "Bread by Daylight",
            "Harvest Telephone",
            "Ladder Song",
            "My Aunt's Accordion",
            "Salt for Sale",
            "Slow Ferry",
        ],
    },
    Band {
        name: "Glass Harbour",
        genre: "Synthpop",
        since: 1983,
        albums: &["Lighthouse Frequencies"],
        titles: &[
            "Blue Container",
            "Customs at Midnight",
            "Low Tide Radio",
            "Neon Buoy",
            "Signal Lamp",
            "Twelve Knots",
        ],
    },
    Band {
        name: "Seven Umbrellas",
        genre: "Jazz",
        since: 1959,
        albums: &["Drizzle Sessions", "Live under the Arcade"],
        titles: &[
            "A Dry Place for Two",
            "Cloud Inventory",
            "Puddle Waltz",
            "Raincoat Blues",
            "Umbrella Number Four",
            "Wet Paint",
        ],
    },
    Band {
        name: "Sông Xanh",
        genre: "Ballad",
        since: 1996,
        albums: &["Bến Cũ", "Mưa Tháng Bảy"],
        titles: &["Chiều Qua Cầu", "Đò Ngang", "Gió Đồng Bằng", "Lời Ru Của Sông", "Nắng Sớm", "Phố Nhỏ Mưa Bay"],
    },
    Band {
        name: "The Paper Lanterns",
        genre: "Indie",
        since: 2004,
        albums: &["Folded Streets", "Lights We Carried"],
        titles: &[
            "Corner Shop Astronomy",
            "Every Window Open",
            "Kite Weather",
            "Late Bus Home",
            "Small Hours",
            "Tissue and Wire",
        ],
    },
    Band {
        name: "Velvet Tractor",
        genre: "Rock",
        since: 1968,
        albums: &["Diesel and Daisies"],
        titles: &[
            "Furrow",
            "Gearbox Heart",
            "Hay Fever",
            "Mud on the Moon",
            "Plough the Static",
            "Second Gear Sunrise",
        ],
    },
];

/// The catalogue of `seed`, in the order of band and title.
pub(crate) fn generate(seed: u64) -> Vec<DataFile> {
    let mut random = Random::seeded(seed);
    let mut songs: Vec<Value> = Vec::new();
    for band in BANDS {
        songs.extend(songs_of(band, &mut random));
    }
    (1..)
        .zip(songs)
        .map(|(number, song): (u32, Value)| DataFile {
            path: format!("songs/{number:03}.json"),
            content: format!("{song:#}\n").into_bytes(),
        })
        .collect()
}

fn songs_of(band: &Band, random: &mut Random) -> Vec<Value> {
    let mut titles = band.titles.to_vec();
    let mut chosen: Vec<&str> = (0..random.between(3, 5)).filter_map(|_| random.take(&mut titles)).collect();
    chosen.sort_unstable();
    let mut albums = band.albums.to_vec();
    let album = random.take(&mut albums).unwrap_or_default();
    let year = band.since + random.between(0, 12);
    chosen.into_iter().map(|title| song(band, title, album, year, random)).collect()
}

fn song(band: &Band, title: &str, album: &str, year: u64, random: &mut Random) -> Value {
    let mut item = Map::new();
    item.insert("Artist".into(), json!({ "S": band.name }));
    item.insert("SongTitle".into(), json!({ "S": title }));
    item.insert("AlbumTitle".into(), json!({ "S": album }));
    item.insert("Released".into(), json!({ "N": year.to_string() }));
    item.insert("Genre".into(), json!({ "S": band.genre }));
    item.insert("Seconds".into(), json!({ "N": random.between(95, 420).to_string() }));
    // A fifth of the songs were never counted: an absent attribute, not a zero.
    if random.chance(80) {
        item.insert("Plays".into(), json!({ "N": random.between(1_000, 9_000_000).to_string() }));
    }
    Value::Object(item)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn items(seed: u64) -> Vec<Value> {
        generate(seed).iter().map(|file| serde_json::from_slice(&file.content).unwrap()).collect()
    }

    #[test]
    fn every_band_has_three_songs_or_more_for_any_seed() {
        for seed in 0..50 {
            for band in BANDS {
                let count = items(seed).iter().filter(|item| item["Artist"]["S"] == band.name).count();
                assert!((3..=5).contains(&count), "{} has {count} songs for seed {seed}", band.name);
            }
        }
    }

    #[test]
    fn no_two_songs_share_a_key() {
        for seed in 0..50 {
            let all = items(seed);
            let keys: BTreeSet<String> =
                all.iter().map(|item| format!("{}{}", item["Artist"], item["SongTitle"])).collect();
            assert_eq!(keys.len(), all.len(), "seed {seed}");
        }
    }

    #[test]
    fn some_songs_have_no_plays() {
        let all: Vec<Value> = (0..10).flat_map(items).collect();
        let missing = all.iter().filter(|item| item.get("Plays").is_none()).count();
        assert!(missing > all.len() / 10 && missing < all.len() / 3, "{missing} of {}", all.len());
    }

    #[test]
    fn a_file_is_one_item_as_put_item_wants_it() {
        let files = generate(7);
        assert_eq!(files[0].path, "songs/001.json");
        insta::assert_snapshot!(String::from_utf8(files[0].content.clone()).unwrap(), @r#"
        {
          "Artist": {
            "S": "Copper Kettle Choir"
          },
          "SongTitle": {
            "S": "Ladder Song"
          },
          "AlbumTitle": {
            "S": "Steam on the Window"
          },
          "Released": {
            "N": "1984"
          },
          "Genre": {
            "S": "Folk"
          },
          "Seconds": {
            "N": "140"
          }
        }
        "#);
    }
}
