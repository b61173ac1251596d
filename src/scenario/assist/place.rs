//! Where in a scenario file a cursor stands, whether or not the text is valid as it is: what is typed mostly is not.

/// What stands at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A key, in a header or before `=`.
    Key,
    /// A value.
    Value,
}

/// Where a cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The keys above; a place in a list is empty.
    pub path: Vec<String>,
    /// What stands there.
    pub part: Part,
    /// What is typed of it so far.
    pub typed: String,
}

/// One level of brackets.
#[derive(Debug, Clone, Default)]
struct Level {
    /// The key whose value is being read, if one is.
    key: Option<Vec<String>>,
    list: bool,
}

/// The place of a byte of a text.
pub(super) fn place(text: &str, at: usize) -> Place {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let (header, body) = header_before(&before[..line_start]);
    let mut reader = Reader { levels: vec![Level::default()], token: String::new(), quote: None, comment: false };
    before[body..].chars().for_each(|c| reader.read(c));
    let own = before[line_start..].trim_start();
    // A whole header is one even below a list that was left open.
    let whole = text[line_start..].split('\n').next().and_then(self::header).is_some();
    if own.starts_with('[') && (whole || reader.is_at_start_of_statement()) {
        return in_header(own);
    }
    reader.place(header)
}

/// The keys of the last header, and where what follows it begins.
fn header_before(text: &str) -> (Vec<String>, usize) {
    let mut found = (Vec::new(), 0);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        start += line.len();
        if let Some(keys) = header(line) {
            found = (keys, start);
        }
    }
    found
}

/// The keys of a line that is a header.
pub(super) fn header(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    let inner = line.strip_prefix('[')?;
    let (inner, is_list) = inner.strip_prefix('[').map_or((inner, false), |inner| (inner, true));
    let inner = &inner[..inner.find(']')?];
    // Lines of a list of lists begin like this, too.
    if inner.contains([',', '{', '=']) || inner.trim().is_empty() {
        return None;
    }
    let mut keys = split(inner);
    keys.extend(is_list.then(String::new));
    Some(keys)
}

fn in_header(typed: &str) -> Place {
    let typed = typed.trim_start_matches('[');
    let mut path = split(typed);
    let typed = if typed.trim_end().ends_with('.') { String::new() } else { path.pop().unwrap_or_default() };
    Place { path, part: Part::Key, typed }
}

/// The steps of a dotted key, without their quotes.
fn split(text: &str) -> Vec<String> {
    let (mut quote, mut step, mut steps) = (None, String::new(), Vec::new());
    for c in text.trim().chars() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '.') => steps.push(std::mem::take(&mut step)),
            (None, ' ' | '\t') => {}
            _ => step.push(c),
        }
    }
    if !step.is_empty() {
        steps.push(step);
    }
    steps
}

/// Reads statements up to the cursor.
struct Reader {
    levels: Vec<Level>,
    token: String,
    quote: Option<char>,
    comment: bool,
}

impl Reader {
    fn read(&mut self, c: char) {
        if self.comment {
            self.comment = c != '\n';
        } else if let Some(quote) = self.quote {
            self.token.push(c);
            if c == quote || c == '\n' {
                self.quote = None;
            }
            return;
        }
        match c {
            '#' => self.comment = true,
            '"' | '\'' => {
                self.quote = Some(c);
                self.token.push(c);
            }
            '=' => {
                let key = split(&std::mem::take(&mut self.token));
                self.top().key = Some(key);
            }
            '{' => self.open(Level::default()),
            '[' => self.open(Level { key: None, list: true }),
            '}' | ']' => self.close(),
            ',' => {
                self.token.clear();
                if !self.top().list {
                    self.top().key = None;
                }
            }
            '\n' => self.end_line(),
            _ if !self.comment => self.token.push(c),
            _ => {}
        }
    }

    /// A list goes on on the next line, an inline table does not.
    fn end_line(&mut self) {
        self.token.clear();
        while self.levels.len() > 1 && !self.top().list {
            self.levels.pop();
        }
        if self.levels.len() == 1 {
            self.top().key = None;
        }
    }

    fn top(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn open(&mut self, level: Level) {
        self.token.clear();
        // Brackets before any `=` are a header or nonsense, and end with their line.
        if self.levels.len() > 1 || self.top().key.is_some() {
            self.levels.push(level);
        }
    }

    fn close(&mut self) {
        self.token.clear();
        if self.levels.len() > 1 {
            self.levels.pop();
        }
    }

    fn is_at_start_of_statement(&self) -> bool {
        self.levels.len() == 1 && self.levels[0].key.is_none()
    }

    fn place(mut self, header: Vec<String>) -> Place {
        let mut path = header;
        let depth = self.levels.len();
        for (index, level) in self.levels.iter().enumerate() {
            match &level.key {
                Some(key) => path.extend(key.iter().cloned()),
                None if level.list => path.push(String::new()),
                None => {}
            }
            debug_assert!(index < depth);
        }
        let top = self.top().clone();
        let part = if top.list || top.key.is_some() { Part::Value } else { Part::Key };
        let typed = self.token.trim_start().to_owned();
        if part == Part::Value {
            return Place { path, part, typed };
        }
        let mut steps = split(&typed);
        let last = if typed.trim_end().ends_with('.') { String::new() } else { steps.pop().unwrap_or_default() };
        path.extend(steps);
        Place { path, part, typed: last }
    }
}
