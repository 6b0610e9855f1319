//! A service that does nothing for a while, and the 99th percentile of what its users waited: exactly.

mod service;

use std::ops::Range;

use crate::exercise::{p99, waits};
use service::{Pretended, truth};

const EVERY: u64 = 10_000;
const USERS: u64 = 1_000;

/// A second in ten; a tenth of a second in ten; and the end of the run.
const FROZEN: [Range<u64>; 3] = [1_000_000..2_000_000, 3_000_000..3_100_000, 9_500_000..10_500_000];

fn of(times: impl Iterator<Item = u64>) -> u64 {
    let mut times: Vec<u64> = times.collect();
    times.sort_unstable();
    times[(times.len() * 99).div_ceil(100) - 1]
}

#[test]
fn what_users_waited() {
    for frozen in FROZEN {
        let service = Pretended::new(frozen.clone());
        let found = waits(&service, EVERY, USERS);
        let users = truth(frozen.clone(), EVERY, USERS);
        let (said, is) = (p99(&found), of(users.iter().map(|(_, waited)| *waited)));
        let steps = || service.table(frozen.start, 10);
        let wrong = users.iter().zip(&found).position(|((_, waited), found)| waited != found);
        let example = wrong.map_or_else(String::new, |user| {
            let ((came, waited), found) = (users[user], found[user]);
            format!("User {user} came at {came} us and waited {waited} us; your list says {found} us.\n")
        });
        assert_eq!(
            found.len(),
            users.len(),
            "users in your list, and users that came. What happened:\n\n{}",
            steps()
        );
        assert!(
            said == is && wrong.is_none(),
            "the service did nothing from {} to {} us. 99 of 100 users were served within {is} us; you say {said} us.\n\
             {example}What happened from then on:\n\n{}",
            frozen.start,
            frozen.end,
            steps()
        );
    }
}
