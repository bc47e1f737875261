//! `bike-rides`: the first quarter of 2026 of a city's shared bikes, as CSV and, the same rides, as Parquet.
//!
//! Every ride carries its recorded path, an encoded line that no query of the lab needs and that makes most of the bytes: it is
//! why the two formats differ so much on the bill. The stations are the same for every seed, so that a guide can name
//! them; the rides follow from the seed. One station was never used, and a few rides came back where they began.

use crate::generator::DataFile;
use crate::random::Random;
use crate::table::{Column, Values, csv, parquet};

/// Number, name, district, docks.
static STATIONS: &[(i32, &str, &str, u32)] = &[
    (1, "Old Market", "Centre", 32),
    (2, "Town Hall", "Centre", 24),
    (3, "Opera Steps", "Centre", 18),
    (4, "North Gate", "North", 20),
    (5, "Mill Bridge", "North", 14),
    (6, "University", "North", 40),
    (7, "Ferry Landing", "Harbour", 28),
    (8, "Fish Quay", "Harbour", 16),
    (9, "Lighthouse Park", "Harbour", 12),
    (10, "Garden Suburb", "South", 16),
    (11, "South Station", "South", 36),
    // New: nobody has used it yet.
    (12, "Quarry Lane", "South", 8),
];

/// First day since 1970, name for paths, number of days, and rides of a month.
struct Month {
    first_day: i64,
    name: &'static str,
    days: i64,
    rides: usize,
}

static MONTHS: &[Month] = &[
    Month { first_day: 20_454, name: "2026-01", days: 31, rides: 13_000 },
    Month { first_day: 20_485, name: "2026-02", days: 28, rides: 14_500 },
    Month { first_day: 20_513, name: "2026-03", days: 31, rides: 19_500 },
];

/// Letters of an encoded path; none needs quoting anywhere.
const LETTERS: &[u8; 64] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_~";

/// Draws of ten letters in a path.
const PATH_DRAWS: usize = 24;

/// The rides of `seed`, month by month, in the order in which they began.
pub(crate) fn generate(seed: u64) -> Vec<DataFile> {
    let mut random = Random::seeded(seed);
    let mut files = vec![DataFile { path: "stations.csv".to_owned(), content: stations() }];
    let mut next_ride = 1;
    for month in MONTHS {
        let columns = rides(month, &mut next_ride, &mut random);
        let name = month.name;
        files.push(DataFile { path: format!("csv/month={name}/rides.csv"), content: csv(&columns) });
        files.push(DataFile { path: format!("parquet/month={name}/rides.parquet"), content: parquet(&columns) });
    }
    files
}

fn stations() -> Vec<u8> {
    let mut text = String::from("station_id,name,district,docks\n");
    for (id, name, district, docks) in STATIONS {
        text += &format!("{id},{name},{district},{docks}\n");
    }
    text.into_bytes()
}

fn rides(month: &Month, next_ride: &mut i64, random: &mut Random) -> Vec<Column> {
    let span = u64::try_from(month.days * 86_400 - 1).unwrap_or_default();
    let mut started: Vec<i64> =
        (0..month.rides).map(|_| month.first_day * 86_400 + signed(random.between(0, span))).collect();
    started.sort_unstable();
    let (mut ids, mut bikes, mut minutes, mut from, mut to) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut riders, mut fares, mut paths) = (Vec::new(), Vec::new(), Vec::new());
    for _ in &started {
        ids.push(*next_ride);
        *next_ride += 1;
        bikes.push(small(random.between(1, 420)));
        let took = small(random.between(3, 38) + random.between(0, 22) * random.between(0, 1));
        minutes.push(took);
        let origin = small(random.between(1, 11));
        from.push(origin);
        // One ride in twenty comes back to where it began.
        to.push(if random.chance(5) { origin } else { small(random.between(1, 11)) });
        let member = random.chance(70);
        riders.push(if member { "member" } else { "day pass" }.to_owned());
        // Members ride half an hour for nothing, then pay ten cents a minute; everyone else pays a start fee too.
        fares.push(if member { (took - 30).max(0) * 10 } else { 100 + took * 15 });
        paths.push(path(random));
    }
    vec![
        Column::new("ride_id", Values::Long(ids)),
        Column::new("bike_id", Values::Integer(bikes)),
        Column::new("started_at", Values::Instant(started)),
        Column::new("minutes", Values::Integer(minutes)),
        Column::new("from_station", Values::Integer(from)),
        Column::new("to_station", Values::Integer(to)),
        Column::new("rider", Values::Text(riders)),
        Column::new("fare", Values::Cents(fares)),
        Column::new("path", Values::Opaque(paths)),
    ]
}

fn path(random: &mut Random) -> String {
    let mut path = String::with_capacity(PATH_DRAWS * 10);
    for _ in 0..PATH_DRAWS {
        let mut bits = random.between(0, u64::MAX - 1);
        for _ in 0..10 {
            let letter = usize::try_from(bits % 64).ok().and_then(|at| LETTERS.get(at));
            path.push(letter.map_or('_', |&letter| char::from(letter)));
            bits /= 64;
        }
    }
    path
}

fn small(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str) -> String {
        let file = generate(35).into_iter().find(|file| file.path == path).unwrap();
        String::from_utf8(file.content).unwrap()
    }

    #[test]
    fn csv_is_what_one_query_must_scan_more_than_the_least_bill_of_athena_for() {
        let bytes: usize = generate(35).iter().filter(|f| f.path.starts_with("csv/")).map(|f| f.content.len()).sum();
        assert!((11_000_000..18_000_000).contains(&bytes), "{bytes}");
    }

    #[test]
    fn rides_begin_in_their_month_and_at_stations_in_use() {
        let rides = text("csv/month=2026-02/rides.csv");
        assert_eq!(rides.lines().count(), 14_501);
        assert_eq!(
            rides.lines().next(),
            Some("ride_id,bike_id,started_at,minutes,from_station,to_station,rider,fare,path")
        );
        for line in rides.lines().skip(1) {
            let cells: Vec<_> = line.split(',').collect();
            assert_eq!(cells.len(), 9, "{line}");
            assert!(cells[2].starts_with("2026-02-"), "{line}");
            for station in &cells[4..6] {
                let station: i32 = station.parse().unwrap();
                assert!(station != 12 && STATIONS.iter().any(|(id, ..)| *id == station), "{line}");
            }
        }
    }

    #[test]
    fn both_formats_hold_the_same_rides() {
        use parquet::file::reader::{FileReader as _, SerializedFileReader};
        let files = generate(35);
        let parquet = files.iter().find(|file| file.path == "parquet/month=2026-01/rides.parquet").unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(parquet.content.clone())).unwrap();
        let first = reader.get_row_iter(None).unwrap().next().unwrap().unwrap().to_string();
        let csv = text("csv/month=2026-01/rides.csv");
        let cells: Vec<_> = csv.lines().nth(1).unwrap().split(',').collect();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 13_000);
        for cell in [cells[0], cells[1], cells[2], cells[6], cells[8]] {
            assert!(first.contains(cell), "{cell} is not in {first}");
        }
    }
}
