use webhook_core::EventGroup;

#[derive(Debug, EventGroup)]
#[event_group(decode = brotli, signed = both, preset = github)]
enum Repository {
    #[event("ping")]
    Ping,
}

fn main() {}
