//! How long the server asks to wait.

use crate::{http_date, session::ResponseHead};

/// How long the server asks to wait before the next request, in milliseconds; `None` where it does
/// not say, or says it in a way that nobody can follow: a date without a `Date` of the response's own
/// to measure it against, for clocks differ.
pub(crate) fn retry_after_ms(head: &ResponseHead<'_>) -> Option<u32> {
    let ms = head.retry_after_ms.and_then(|value| decimal(value, 1));
    ms.or_else(|| head.retry_after.and_then(|value| decimal(value, 1_000))).or_else(|| {
        let until = http_date::seconds(head.retry_after?)?;
        let seconds = until.saturating_sub(http_date::seconds(head.date?)?);
        Some(u32::try_from(seconds).unwrap_or(u32::MAX).saturating_mul(1_000))
    })
}

/// A number with or without decimal places, which some servers give, times `unit`.
fn decimal(value: &[u8], unit: u32) -> Option<u32> {
    let value = value.trim_ascii();
    let point = value.iter().position(|&byte| byte == b'.').unwrap_or(value.len());
    let (whole, places) = value.split_at_checked(point)?;
    let mut total = digits(whole)?.saturating_mul(unit);
    let mut place = unit;
    for &digit in places.get(1..).unwrap_or_default() {
        place /= 10;
        total = total.saturating_add(digits(&[digit])?.saturating_mul(place));
    }
    Some(total)
}

fn digits(value: &[u8]) -> Option<u32> {
    if value.is_empty() {
        return None;
    }
    value.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        Some(number.saturating_mul(10).saturating_add(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::retry_after_ms;
    use crate::session::ResponseHead;

    const DATE: &[u8] = b"Sun, 06 Nov 1994 08:49:37 GMT";

    #[test]
    fn seconds_milliseconds_and_dates_are_understood() {
        let head = ResponseHead::new(503);
        let after = |value| retry_after_ms(&head.header("retry-after", value).header("date", DATE));
        for (value, ms) in [
            (&b"0"[..], Some(0)),
            (b"120", Some(120_000)),
            (b" 7 ", Some(7_000)),
            (b"1.5", Some(1_500)),
            (b"0.0015", Some(1)),
            (b"2.", Some(2_000)),
            (b"99999999999999999999", Some(u32::MAX)),
            (b"", None),
            (b".5", None),
            (b"-1", None),
            (b"1.x", None),
            (b"soon", None),
            (b"Sun, 06 Nov 1994 08:49:40 GMT", Some(3_000)),
            (b"Sun, 06 Nov 1994 08:49:30 GMT", Some(0)),
            (b"Mon, 07 Nov 1994 08:49:37 GMT", Some(86_400_000)),
            (b"Sat, 06 Nov 9999 08:49:37 GMT", Some(u32::MAX)),
        ] {
            assert_eq!(after(value), ms, "{}", value.escape_ascii());
        }
    }

    #[test]
    fn milliseconds_come_first_where_they_can_be_read() {
        let head = ResponseHead::new(429).header("retry-after", b"2");
        assert_eq!(retry_after_ms(&head.header("retry-after-ms", b"250.5")), Some(250));
        assert_eq!(retry_after_ms(&head.header("retry-after-ms", b"x")), Some(2_000));
        assert_eq!(retry_after_ms(&ResponseHead::new(429)), None);
    }

    #[test]
    fn a_date_without_one_of_the_response_says_nothing() {
        assert_eq!(retry_after_ms(&ResponseHead::new(503).header("retry-after", DATE)), None);
    }
}
