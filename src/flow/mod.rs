//! Spreads domains along values to a fixed point and keeps the shortest proof of each symbol.
