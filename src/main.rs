//! The program `overheard`.

fn main() -> std::process::ExitCode {
    overheard::cli::main()
}
