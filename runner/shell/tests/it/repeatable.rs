//! Nothing comes from the host's clock or chance: each script gives the same bytes in two worlds of one seed and start,
//! and other bytes when what it shows depends on the seed or the start.

use labs_world::{DEFAULT_START, Timestamp};

use crate::fixture::Fixture;

/// What a script's output depends on.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Seed,
    Start,
    Nothing,
}

/// Each source of time and chance that a script can reach.
const VOLATILE: &[(Of, &str)] = &[
    (Of::Start, "date; date +%s.%N; date -d tomorrow"),
    (Of::Start, "echo $EPOCHSECONDS $EPOCHREALTIME; sleep 90; echo $EPOCHSECONDS $(date +%s)"),
    (Of::Nothing, "echo $SECONDS; sleep 100; echo $SECONDS; SECONDS=5; sleep 2; echo $SECONDS"),
    (Of::Seed, "echo $RANDOM $RANDOM $((RANDOM % 100)); (echo $RANDOM); echo $(echo $RANDOM)"),
    (Of::Seed, "echo $SRANDOM $SRANDOM"),
    (Of::Seed, "uuidgen; uuidgen -r"),
    (Of::Seed, "shuf -i 1-1000 | head -5; shuf data/words.txt; shuf -n 1 -e a b c d e f g h"),
    (Of::Seed, "mktemp; mktemp -d; mktemp -u fooXXXXXX"),
    (
        Of::Seed,
        "head -c 16 /dev/urandom | od -An -tx1; head -c 8 /dev/random | base64; od -An -N4 -tx1 < /dev/urandom; read -r -n 3 x < /dev/urandom; tr -dc a-z < /dev/urandom | head -c 8",
    ),
    (Of::Seed, "awk 'BEGIN { srand(); print rand(), rand() }'; gawk 'BEGIN { srand(); print int(rand() * 1e6) }'"),
    (Of::Nothing, "awk 'BEGIN { print rand(); srand(42); print rand() }'"),
    (
        Of::Start,
        "awk 'BEGIN { print systime(), strftime(\"%F %T\", systime()) }'; sleep 5; awk 'BEGIN { print systime() }'",
    ),
    (
        Of::Start,
        "jq -n 'now, (now | todate), (now | localtime | mktime), (now | strflocaltime(\"%F %Z\"))'; echo '[1]' | jq -c '.[] | now | floor'",
    ),
    (Of::Nothing, "time sleep 1.5; TIMEFORMAT='%R'; time sleep 2; time -p sleep 3"),
    (
        Of::Nothing,
        "timeout 5 sleep 60; echo $? $SECONDS; timeout 60 sleep 5; echo $? $SECONDS; read -t 3 x; echo $SECONDS",
    ),
    (Of::Nothing, "sleep 3 & sleep 4 & wait; echo $SECONDS; (sleep 1; echo late) & echo early; wait"),
    (
        Of::Start,
        "touch a; sleep 60; touch b; echo x > c; ls -l a b c data; ls -ltr; stat data/words.txt a; stat -c '%Y %y' b; find . -newer a | sort; [ b -nt a ] && echo newer",
    ),
    (
        Of::Start,
        "mkdir d; cp data/words.txt d; ln -s d l; ls -la d . /tmp /dev /; find . -printf '%p %T@ %t\\n' | sort; find / | sort",
    ),
    (
        Of::Start,
        "tar -cf t.tar data; tar -tvf t.tar; sha256sum t.tar; gzip -k data/words.txt; sha256sum data/words.txt.gz",
    ),
    (Of::Nothing, "echo $$ $PPID $BASHPID; true & echo $!; (echo $BASHPID); wait; jobs"),
    (
        Of::Nothing,
        "hostname; whoami; id; uname -a; arch; nproc; echo $HOSTNAME $USER $UID $SHELL $OSTYPE $MACHTYPE $BASH_VERSION",
    ),
    (
        Of::Nothing,
        "env | sort; set | grep -v -e RANDOM -e EPOCH; declare -p HOME PATH; ls -d /proc /sys /etc /proc/self",
    ),
    (
        Of::Nothing,
        "declare -A m=([b]=1 [a]=2 [c]=3 [d]=4 [e]=5); echo ${!m[@]} ${m[@]}; declare -p m; awk 'BEGIN { n[\"x\"]; n[\"y\"]; n[\"z\"]; for (k in n) print k }'",
    ),
    (Of::Nothing, "jq -c 'keys, to_entries' <<< '{\"b\":1,\"a\":2}'; ls; echo *; type ls; which jq; hash"),
    (Of::Start, "labs clock; labs clock advance 1d; date; stat -c %y data/words.txt"),
    (
        Of::Nothing,
        "cat /proc/uptime /proc/sys/kernel/random/uuid /proc/self/stat /etc/machine-id; printf '%(%s)T\\n'; find . -mmin -1; sort -R data/words.txt; uptime; ps; openssl rand 4; times",
    ),
];

/// Two scripts in one shell, the second two minutes later, and their whole outcomes.
fn shown(seed: u64, start: Timestamp, script: &str) -> String {
    let mut fixture = Fixture::at(seed, start);
    let first = fixture.run(script);
    let between = fixture.run("labs clock advance 2m; echo $RANDOM");
    let second = fixture.run(script);
    format!("{first:?}\n{between:?}\n{second:?}")
}

#[test]
fn one_seed_and_start_give_the_same_bytes() {
    for (_, script) in VOLATILE {
        assert_eq!(shown(7, DEFAULT_START, script), shown(7, DEFAULT_START, script), "{script}");
    }
}

#[test]
fn another_seed_shows_where_chance_is_shown_and_nowhere_else() {
    for (of, script) in VOLATILE {
        let mut fixtures = [Fixture::at(7, DEFAULT_START), Fixture::at(8, DEFAULT_START)];
        let [one, two] = fixtures.each_mut().map(|fixture| fixture.run(script));
        assert_eq!(one != two, *of == Of::Seed, "{script}\n{one:?}\n{two:?}");
    }
}

#[test]
fn another_start_shows_where_time_is_shown_and_nowhere_else() {
    let later = "2031-07-09T05:06:07.125Z".parse().unwrap();
    for (of, script) in VOLATILE {
        let mut fixtures = [Fixture::at(7, DEFAULT_START), Fixture::at(7, later)];
        let [one, two] = fixtures.each_mut().map(|fixture| fixture.run(script));
        assert_eq!(one != two, *of == Of::Start, "{script}\n{one:?}\n{two:?}");
    }
}

#[test]
fn nothing_shows_the_real_year() {
    // The virtual year is in the past of any machine that runs this; a leak would show its present.
    let start = "2001-02-03T04:05:06Z".parse().unwrap();
    let year = jiff::Timestamp::now().to_string()[..4].to_owned();
    let real = [year.clone(), jiff::Timestamp::now().as_second().to_string()[..4].to_owned()];
    for (of, script) in VOLATILE {
        if *of == Of::Start {
            let shown = format!(
                "{:?}",
                Fixture::at(7, start).run(script).stdout.utf8_chunks().map(|c| c.valid()).collect::<String>()
            );
            for real in &real {
                assert!(
                    !shown
                        .split(|c: char| !c.is_ascii_digit())
                        .any(|number| number.starts_with(real.as_str()) && number.len() != 64),
                    "{script}: {shown}"
                );
            }
        }
    }
}
