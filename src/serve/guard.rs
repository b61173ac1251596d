//! Who gets in.
//!
//! - The name by which the server is called (`Host`) must be `localhost`, a plain address, or one that was allowed: a
//!   page elsewhere whose name is made to point here (DNS rebinding) comes with its own name.
//! - A page of another origin (`Origin`) gets nothing, and a cookie alone changes nothing: a browser says with every
//!   `POST` from which origin it comes.
//! - Everything needs the token of the printed address, as a cookie or as `Authorization: Bearer`.
//! - Every answer says what a browser may do with it: nothing that does not come from here.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use super::Options;
use super::error::{Refusal, of_type};
use super::state::App;

/// What a browser may do with an answer, beside the policy of the content.
const HEADERS: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("cache-control", "no-store"),
];
/// What the content of an answer may do, unless it is the page.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
/// As much, of an answer that leads on: in a sandbox it would be no page of this server, and the cookie not be sent.
const ONWARD: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Says whether another site led to a request.
const FETCH_SITE: &str = "sec-fetch-site";
/// What is wrong without the token.
const NO_TOKEN: &str = "token";
/// Shown to a browser without the token.
const CLOSED: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>overheard</title>\
    <h1>This page needs its address</h1><p>Open the address that <code>overheard serve</code> printed when it was started: \
    it ends in <code>?token=…</code>. A server that was started anew has a new one.</p></html>";

/// The names by which the server may be called.
pub struct Hosts {
    names: Vec<String>,
}

impl Hosts {
    /// Those of the options.
    pub fn new(options: &Options) -> Self {
        Self { names: options.hosts.iter().map(|name| name.to_lowercase()).collect() }
    }

    /// Whether it may be called by what stands in a `Host` header. No name of somebody else's can be a plain address.
    fn admits(&self, host: &str) -> bool {
        let name = without_port(host).to_lowercase();
        let literal = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
        literal || name == "localhost" || self.names.contains(&name)
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

/// Lets a request in, or does not.
pub async fn watch(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let home = request.uri().path() == "/";
    let answer = match enter(&app, &request) {
        Ok(Entrance::Open) => next.run(request).await,
        Ok(Entrance::Given) => welcome(&app, request.headers()),
        Err(refusal) if home && refusal.wrong().code == NO_TOKEN => {
            of_type(StatusCode::UNAUTHORIZED, "text/html; charset=utf-8", CLOSED)
        }
        Err(refusal) => refusal.into_response(),
    };
    dressed(answer)
}

/// How a request gets in.
enum Entrance {
    /// It has the token.
    Open,
    /// It brings the token in the address, and is given the cookie.
    Given,
}

fn enter(app: &App, request: &Request) -> Result<Entrance, Refusal> {
    let headers = request.headers();
    let host = text_of(headers, header::HOST);
    if !host.is_some_and(|host| app.hosts.admits(host)) {
        let message = "the server is not called by this name; call it by its address, or allow the name with --host";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "wrong_host", message));
    }
    if !origin_fits(headers, host) {
        let message = "pages of other origins get nothing here";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "wrong_origin", message));
    }
    if let Some(token) = token_in_address(request).filter(|_| request.method() == Method::GET) {
        return if app.token.is(token) { Ok(Entrance::Given) } else { Err(closed()) };
    }
    let bearer = text_of(headers, header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    if bearer.is_some_and(|token| app.token.is(token)) {
        return Ok(Entrance::Open);
    }
    if !cookies(headers).any(|(name, value)| name == app.cookie && app.token.is(value)) {
        return Err(closed());
    }
    // A cookie comes along with whatever asks: what does more than read must come from the page itself.
    if request.method() != Method::GET && text_of(headers, header::ORIGIN).is_none() {
        let message = "with the cookie, a request that is no GET must say its origin";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "wrong_origin", message));
    }
    Ok(Entrance::Open)
}

/// Whether the origin, if one is said, is this server as it is called.
fn origin_fits(headers: &HeaderMap, host: Option<&str>) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    // Following a link from elsewhere to the printed address is `cross-site`, and a navigation.
    let navigates = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    if matches!(site, Some(b"cross-site" | b"same-site")) && !navigates {
        return false;
    }
    match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let origin = origin.to_str().unwrap_or_default();
            let name = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            name.zip(host).is_some_and(|(name, host)| name.eq_ignore_ascii_case(host))
        }
    }
}

fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).filter_map(|cookie| cookie.trim().split_once('='))
}

/// The token in the address of the page itself.
fn token_in_address(request: &Request) -> Option<&str> {
    let query = request.uri().query().filter(|_| request.uri().path() == "/")?;
    query.split('&').find_map(|pair| pair.strip_prefix("token="))
}

/// Gives the cookie, and takes the token out of the address: it would stay in the history.
fn welcome(app: &App, headers: &HeaderMap) -> Response<Body> {
    // Where a page led here, as the file that `--open` writes does, the cookie of a redirect is not sent at once: the way
    // goes on from an answer of this server's own.
    let led = headers.get(FETCH_SITE).is_some_and(|site| site == "cross-site");
    let (status, onward, place) = match led {
        true => (StatusCode::OK, header::REFRESH, "0; url=/"),
        false => (StatusCode::SEE_OTHER, header::LOCATION, "/"),
    };
    let mut answer = of_type(status, "text/html; charset=utf-8", "");
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(ONWARD));
    let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", app.cookie, app.token.text());
    answer.headers_mut().insert(onward, HeaderValue::from_static(place));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    answer
}

fn closed() -> Refusal {
    let message = "the token is missing or wrong: open the address that the server printed when it was started";
    Refusal::new(StatusCode::UNAUTHORIZED, NO_TOKEN, message)
}

/// The answer, with what a browser may do with it.
fn dressed(mut answer: Response<Body>) -> Response<Body> {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NOTHING));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_nobody_else_can_have_are_answered_to() {
        let hosts = Hosts { names: vec!["planning.example".to_owned()] };
        for host in ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "10.0.0.7", "planning.example:80"] {
            assert!(hosts.admits(host), "{host}");
        }
        for host in
            ["evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example", "", "127.0.0.1@evil.example"]
        {
            assert!(!hosts.admits(host), "{host}");
        }
    }

    #[test]
    fn an_origin_must_be_that_of_the_page() {
        let fits = |origin: &str, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
            origin_fits(&headers, Some(host))
        };
        assert!(fits("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(!fits("http://127.0.0.1:9090", "127.0.0.1:8080"), "another port is another page");
        assert!(!fits("http://localhost:8080", "127.0.0.1:8080"));
        assert!(!fits("https://evil.example", "127.0.0.1:8080"));
        assert!(!fits("null", "127.0.0.1:8080"));
    }
}
