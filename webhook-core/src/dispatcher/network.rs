//! Networks of addresses.

use std::net::IpAddr;

/// A network of addresses, written `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Network {
    base: IpAddr,
    prefix: u32,
}

impl Network {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (base, prefix) = match text.split_once('/') {
            Some((base, prefix)) => (base, Some(prefix.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let base: IpAddr = base.parse().ok()?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(most);
        if prefix > most {
            return None;
        }
        // One of IPv4 that is written as one of IPv6; addresses are compared in their shorter form.
        if let IpAddr::V6(long) = base
            && let Some(short) = long.to_ipv4_mapped()
        {
            let (base, prefix) = (short.into(), prefix.checked_sub(MAPPED)?);
            return Some(Self { base, prefix });
        }
        Some(Self { base, prefix })
    }

    /// Whether an address, in its canonical form, is one of the network.
    pub(crate) fn contains(self, address: IpAddr) -> bool {
        // The bits behind the prefix do not count; a shift by all of them leaves nothing.
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let rest = 32_u32.saturating_sub(self.prefix);
                let differs = base.to_bits() ^ address.to_bits();
                differs.checked_shr(rest).unwrap_or_default() == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let rest = 128_u32.saturating_sub(self.prefix);
                let differs = base.to_bits() ^ address.to_bits();
                differs.checked_shr(rest).unwrap_or_default() == 0
            }
            _ => false,
        }
    }
}

/// The bits of `::ffff:`, which an IPv4 address has before its own when it is written as one of IPv6.
const MAPPED: u32 = 96;
