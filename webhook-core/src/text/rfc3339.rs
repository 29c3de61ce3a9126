//! Dates and times as text (RFC 3339).

/// Parses a number of decimal digits only.
pub(crate) fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

/// Parses a date and time of RFC 3339, section 5.6, as milliseconds since the epoch. A leap second is read as the second
/// before it.
pub(crate) fn rfc3339(text: &[u8]) -> Option<i64> {
    date_and_time(text, None)
}

/// The same, but a time without an offset is UTC.
pub(crate) fn iso8601(text: &[u8]) -> Option<i64> {
    date_and_time(text, Some(0))
}

/// `unsaid` is the offset of a time that has none; `None` refuses it.
fn date_and_time(text: &[u8], unsaid: Option<i64>) -> Option<i64> {
    let (date, rest) = text.split_first_chunk::<11>()?;
    let (time, rest) = rest.split_first_chunk::<8>()?;
    let [year @ .., b'-', m1, m2, b'-', d1, d2, b'T' | b't'] = date else {
        return None;
    };
    let [h1, h2, b':', n1, n2, b':', s1, s2] = time else {
        return None;
    };
    let number = |text: &[u8]| digits(text).and_then(|number| i64::try_from(number).ok());
    let [year, month, day] = [number(year)?, number(&[*m1, *m2])?, number(&[*d1, *d2])?];
    let [hour, minute, second] = [
        number(&[*h1, *h2])?,
        number(&[*n1, *n2])?,
        number(&[*s1, *s2])?,
    ];
    let (fraction, offset) = match rest {
        [b'.', rest @ ..] => {
            let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (fraction, offset) = rest.split_at_checked(length)?;
            (thousandths(fraction)?, offset)
        }
        offset => (0, offset),
    };
    let offset = match offset {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours
                .checked_mul(3_600)?
                .checked_add(minutes.checked_mul(60)?)?;
            if *sign == b'-' {
                seconds.checked_neg()?
            } else {
                seconds
            }
        }
        [] => unsaid?,
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_from_civil(year, month, day)?;
    let seconds = days
        .checked_mul(86_400)?
        .checked_add(hour.checked_mul(3_600)?)?
        .checked_add(minute.checked_mul(60)?)?
        .checked_add(second.min(59))?
        .checked_sub(offset)?;
    seconds.checked_mul(1_000)?.checked_add(fraction)
}

fn thousandths(fraction: &[u8]) -> Option<i64> {
    if fraction.is_empty() {
        return None;
    }
    let digits = fraction.iter().chain(std::iter::repeat(&b'0')).take(3);
    digits.into_iter().try_fold(0_i64, |sum, digit| {
        sum.checked_mul(10)?
            .checked_add(i64::from(digit.checked_sub(b'0')?))
    })
}

/// The days from 1970-01-01 to a date of the Gregorian calendar; `None` if the date does not exist.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "the year has four digits, so that nothing overflows"
)]
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(0..=9_999).contains(&year) {
        return None;
    }
    // Count years from March, so that the leap day is the last day of a year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Formats seconds since the epoch as a date and time in UTC; `None` outside of the years 0 to 9999.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "the bounds of the year keep every step small"
)]
pub(crate) fn civil(seconds: i64) -> Option<String> {
    if !(-62_167_219_200..=253_402_300_799).contains(&seconds) {
        return None;
    }
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest % 3_600 / 60, rest % 60);
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    ))
}

#[cfg(test)]
#[path = "rfc3339_tests.rs"]
mod tests;
