//! The day that it is. What is let pass for a time ends then.

use jiff::civil::Date;

/// Today in UTC: a day ends everywhere at once, whichever machine asks.
pub fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}
