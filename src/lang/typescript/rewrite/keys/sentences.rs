//! Why a key gets no second name, in the words of a refusal.

/// A type that is written for a request is not followed to where it is read.
pub(in super::super) const APART: &str = "the type of the request is written at the route or its parameter, and is not followed to this place: change the type \
     and what reads it by hand";

/// What a call that nobody knows here makes of a key is not known either: a column of a query, an option.
pub(super) const HANDED: &str = "its object is handed to code that is not known, and nothing says that it is sent: give both names there by hand, if it is";

/// A schema asks others for each of its keys.
pub(super) const DESCRIBED: &str = "it says which keys others have to send, and a second one would be asked of them, too: let it take either name, by hand";

/// A field of a message is never absent, so `??` between two of them gives the first.
pub(super) const OF_MESSAGE: &str = "it is of a message, which gives an empty value for a field that was not sent: read the new one where it \
     is sent, and else the old one, by hand";
