//! What is known of a machine before anything is measured on it.

use reports::Host;
use serde::Serialize;

/// A machine, as far as it tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Machine {
    /// What every row tells of it.
    pub host: Host,
    /// Logical processors that this process may run on, whatever share of their time is its own.
    pub processors: Option<u32>,
    /// Its memory.
    pub memory: Option<Memory>,
    /// Whether a battery gives current just now.
    pub on_battery: Option<bool>,
    /// Whether another run is under way.
    pub in_company: bool,
}

/// Memory, in megabytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Memory {
    /// All.
    pub total_mb: u64,
    /// What could be had without putting anything else away.
    pub available_mb: u64,
}

impl Machine {
    /// What this system does not tell, so that nothing is known of it, be it good or bad.
    pub fn untold(&self) -> Vec<&'static str> {
        let host = &self.host;
        let unknown = |text: &str| matches!(text, "" | "unknown");
        let untold = [
            ("load", host.load < 0.0),
            ("waiting for cores (PSI)", host.psi_cpu < 0.0),
            ("time taken by other guests", host.steal.is_none()),
            ("virtual machine", unknown(&host.vm)),
            ("hardware threads", host.smt == 0),
            ("frequency governor", unknown(&host.governor)),
            ("turbo", unknown(&host.turbo)),
            ("clock source", unknown(&host.clock_source)),
            ("free memory", self.memory.is_none()),
            ("battery", self.on_battery.is_none()),
        ];
        untold.into_iter().filter(|(_, is_untold)| *is_untold).map(|(what, _)| what).collect()
    }
}
