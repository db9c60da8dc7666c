//! Dates in HTTP headers.

const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// The seconds from the beginning of 1970 to a date in the one form that HTTP still writes, as in
/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7); `None` for any other. The two forms that are
/// obsolete are not read: who cannot read a date waits as long as it would without one.
pub(crate) fn seconds(date: &[u8]) -> Option<u64> {
    let date = date.trim_ascii();
    let [_, _, _, b',', b' ', d1, d2, b' ', m1, m2, m3, b' ', y1, y2, y3, y4, b' ', time @ ..] =
        date
    else {
        return None;
    };
    let [h1, h2, b':', n1, n2, b':', s1, s2, b' ', b'G', b'M', b'T'] = time else {
        return None;
    };
    let month = MONTHS.iter().position(|name| name.as_slice() == [*m1, *m2, *m3])?;
    let day = pair(*d1, *d2)?.checked_sub(1)?;
    let year = pair(*y1, *y2)? * 100 + pair(*y3, *y4)?;
    let (hour, minute, second) = (pair(*h1, *h2)?, pair(*n1, *n2)?, pair(*s1, *s2)?);
    // 60 is a leap second.
    if day > 30 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_to(year, month as u32)? + day;
    Some(u64::from(days) * 86_400 + u64::from(hour * 3_600 + minute * 60 + second))
}

const fn pair(tens: u8, ones: u8) -> Option<u32> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        return Some((tens - b'0') as u32 * 10 + (ones - b'0') as u32);
    }
    None
}

/// The days from the beginning of 1970 to that of this month, of which January is 0.
fn days_to(year: u32, month: u32) -> Option<u32> {
    if year < 1970 {
        return None;
    }
    // Years that begin in March have their leap day at their end.
    let (shifted_year, shifted_month) =
        if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let leap_days = |year: u32| year / 4 - year / 100 + year / 400;
    let to_march = (shifted_year - 1969) * 365 + leap_days(shifted_year) - leap_days(1969);
    let in_year = (153 * shifted_month + 2) / 5;
    // 1 March 1969 is 306 days before 1970.
    (to_march + in_year).checked_sub(306)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn known_moments() {
        for (date, expected) in [
            (&b"Thu, 01 Jan 1970 00:00:00 GMT"[..], Some(0)),
            (b"Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            (b" Tue, 29 Feb 2000 23:59:59 GMT ", Some(951_868_799)),
            (b"Wed, 01 Mar 2000 00:00:00 GMT", Some(951_868_800)),
            (b"Fri, 31 Dec 9999 23:59:60 GMT", Some(253_402_300_800)),
            (b"Sunday, 06-Nov-94 08:49:37 GMT", None),
            (b"Sun Nov  6 08:49:37 1994", None),
            (b"Sun, 06 Nov 1994 08:49:37 UTC", None),
            (b"Sun, 00 Nov 1994 08:49:37 GMT", None),
            (b"Sun, 32 Nov 1994 08:49:37 GMT", None),
            (b"Sun, 06 nov 1994 08:49:37 GMT", None),
            (b"Sun, 06 Nov 1969 08:49:37 GMT", None),
            (b"Sun, 06 Nov 1994 24:49:37 GMT", None),
            (b"Sun, 06 Nov 1994 08:60:37 GMT", None),
            (b"Sun, 06 Nov 1994 08:49:61 GMT", None),
            (b"Sun, 06 Nov 1994 08:49:3x GMT", None),
            (b"Sun, 06 Nov 19:4 08:49:37 GMT", None),
            (b"Sun,  6 Nov 1994 08:49:37 GMT", None),
            (b"", None),
        ] {
            assert_eq!(seconds(date), expected, "{}", date.escape_ascii());
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = 0;
        for year in 1970..2401_u32 {
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let february = if is_leap { 29 } else { 28 };
            let months = [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ];
            let days = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, days) in months.into_iter().zip(days) {
                for day in 1..=days {
                    let date = std::format!("Xxx, {day:02} {month} {year} 00:00:00 GMT");
                    assert_eq!(seconds(date.as_bytes()), Some(expected), "{date}");
                    expected += 86_400;
                }
            }
        }
    }
}
