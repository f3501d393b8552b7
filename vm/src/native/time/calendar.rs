//! Days and seconds.

/// A date and a time of day, as C's `struct tm` has them, but months and days of the year count from 1 and the week begins on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) week_day: i64,
    pub(super) year_day: i64,
    pub(super) daylight: i64,
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Days from 1970 to the first of a month; the month may be any number.
fn days(year: i64, month: i64) -> i64 {
    let months = year * 12 + month - 1;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
    // The year begins in March, so that the day that not every year has comes last.
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    era * 146_097 + year * 365 + year / 4 - year / 100 + (153 * month + 2) / 5 - 719_468
}

impl Parts {
    /// That of a number of seconds since 1970; `None` if its year has no place in an `int` of C.
    pub(super) fn of(seconds: i64) -> Option<Parts> {
        let (day_number, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let shifted = day_number.checked_add(719_468)?;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
        let year = year + year_of_era + era * 400;
        i32::try_from(year - 1900).ok()?;
        Some(Parts {
            year,
            month,
            day,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            week_day: (day_number + 3).rem_euclid(7),
            year_day: day_number - days(year, 1) + 1,
            daylight: 0,
        })
    }

    pub(super) fn given([year, month, day, hour, minute, second, week_day, year_day, daylight]: [i64; 9]) -> Parts {
        Parts { year, month, day, hour, minute, second, week_day, year_day, daylight }
    }

    pub(super) fn fields(&self) -> [i64; 9] {
        [self.year, self.month, self.day, self.hour, self.minute, self.second, self.week_day, self.year_day, self.daylight]
    }

    /// Seconds since 1970; what is out of its bounds counts on.
    pub(super) fn timestamp(&self) -> i64 {
        (days(self.year, self.month) + self.day - 1) * DAY + self.hour * 3600 + self.minute * 60 + self.second
    }

    /// Year and week by ISO 8601.
    pub(super) fn iso_week(&self) -> (i64, i64) {
        let week = (self.year_day - 1 - self.week_day + 10).div_euclid(7);
        match week {
            ..1 => (self.year - 1, weeks(self.year - 1)),
            53 if weeks(self.year) < 53 => (self.year + 1, 1),
            _ => (self.year, week),
        }
    }
}

/// Weeks of a year by ISO 8601.
fn weeks(year: i64) -> i64 {
    let first = (days(year, 1) + 3).rem_euclid(7);
    let leap = days(year + 1, 1) - days(year, 1) == 366;
    if first == 3 || leap && first == 2 { 53 } else { 52 }
}

#[cfg(test)]
mod tests {
    use super::Parts;

    #[test]
    fn there_and_back() {
        for seconds in [0, -1, 951_782_400, 1_709_164_799, 4_102_444_800, -62_135_596_800, 253_402_300_799] {
            assert_eq!(Parts::of(seconds).unwrap().timestamp(), seconds);
        }
        let leap = Parts::of(951_782_400).unwrap();
        assert_eq!((leap.year, leap.month, leap.day, leap.year_day, leap.week_day), (2000, 2, 29, 60, 1));
    }
}
