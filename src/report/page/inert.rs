//! Charts read back from a folder. A folder may come from anybody, so its SVG is not taken as it is: what is no part of a
//! chart is refused, and the rest is written anew, so that nothing else than what was checked reaches the reader.

use roxmltree::{Document, Node, NodeType, ParsingOptions};
use thiserror::Error;

use crate::report::charts::escaped;
use crate::report::direction::{bare, isolated};
use crate::report::safe;

/// The elements of a chart, each with the attributes that it may have; nothing that loads, runs, links or animates.
const ELEMENTS: [(&str, &[&str]); 10] = [
    ("svg", &["width", "height", "viewBox", "role", "aria-label"]),
    ("title", &[]),
    ("desc", &[]),
    ("g", &[]),
    ("rect", &["x", "y", "width", "height", "opacity", "fill", "stroke"]),
    ("circle", &["cx", "cy", "r", "opacity", "fill", "stroke", "stroke-width"]),
    ("line", &["x1", "y1", "x2", "y2", "opacity", "stroke", "stroke-width"]),
    ("polyline", &["points", "opacity", "fill", "stroke", "stroke-width"]),
    ("polygon", &["points", "opacity", "fill"]),
    (
        "text",
        &[
            "x",
            "y",
            "dx",
            "dy",
            "text-anchor",
            "font-family",
            "font-size",
            "font-weight",
            "font-style",
            "opacity",
            "fill",
            "transform",
            "textLength",
            "lengthAdjust",
        ],
    ),
];
const NAMESPACE: &str = "http://www.w3.org/2000/svg";
/// Elements stand no deeper than this.
const MOST_DEPTH: usize = 6;
/// No chart has more nodes than this.
const MOST_NODES: u32 = 200_000;
/// No chart is longer than this \[bytes\].
pub const MOST_BYTES: usize = 8 << 20;

/// Why a file is not taken for a chart.
#[derive(Debug, Error, PartialEq)]
pub enum ForeignSvg {
    /// It is too long.
    #[error("it is longer than the {MOST_BYTES} bytes that any chart takes")]
    Long,
    /// It cannot be read.
    #[error("it is no SVG: {0}")]
    Xml(#[from] roxmltree::Error),
    /// An element that charts do not have.
    #[error("it holds <{0}>, which no chart has")]
    Element(String),
    /// An attribute that charts do not have.
    #[error("it holds the attribute {0}, which no chart has")]
    Attribute(String),
    /// Elements in elements in elements.
    #[error("its elements are nested deeper than those of any chart")]
    Deep,
}

/// The chart, written anew from what may be in one.
pub fn inert(svg: &str) -> Result<String, ForeignSvg> {
    if svg.len() > MOST_BYTES {
        return Err(ForeignSvg::Long);
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options)?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(ForeignSvg::Element(root.tag_name().name().to_owned()));
    }
    let mut written = String::with_capacity(svg.len());
    write(&root, 0, &mut written)?;
    Ok(written + "\n")
}

fn write(node: &Node, depth: usize, written: &mut String) -> Result<(), ForeignSvg> {
    if depth > MOST_DEPTH {
        return Err(ForeignSvg::Deep);
    }
    let name = node.tag_name().name();
    let allowed = ELEMENTS.iter().find(|(known, _)| *known == name && (name != "svg" || depth == 0));
    let known = allowed.filter(|_| node.tag_name().namespace() == Some(NAMESPACE));
    let Some((name, attributes)) = known else { return Err(ForeignSvg::Element(name.to_owned())) };
    written.push('<');
    written.push_str(name);
    if *name == "svg" {
        written.push_str(&format!(" xmlns=\"{NAMESPACE}\""));
    }
    for attribute in node.attributes() {
        let harmless = attribute.namespace().is_none() && !attribute.value().contains("url(");
        if !harmless || !attributes.contains(&attribute.name()) {
            return Err(ForeignSvg::Attribute(attribute.name().to_owned()));
        }
        written.push_str(&format!(" {}=\"{}\"", attribute.name(), told(attribute.value())));
    }
    written.push('>');
    for child in node.children() {
        match child.node_type() {
            NodeType::Element => write(&child, depth + 1, written)?,
            NodeType::Text => written.push_str(&told(child.text().unwrap_or_default())),
            NodeType::Root | NodeType::Comment | NodeType::PI => {}
        }
    }
    written.push_str(&format!("</{name}>"));
    Ok(())
}

/// The text as it may be shown: escaped, and nothing in it turns the direction of what stands beside it.
fn told(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| isolated(&safe::one_line(&bare(line)))).collect();
    escaped(&lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(inside: &str) -> Result<String, ForeignSvg> {
        inert(&format!("<svg xmlns=\"{NAMESPACE}\" width=\"1\">{inside}</svg>"))
    }

    #[test]
    fn a_chart_comes_out_as_it_was() {
        let chart = "<rect x=\"1\" fill=\"#FFFFFF\"></rect><g><title>a &lt;b&gt; &amp; c</title></g>";
        let expected = format!("<svg xmlns=\"{NAMESPACE}\" width=\"1\">{chart}</svg>\n");
        assert_eq!(wrapped(chart).as_ref(), Ok(&expected));
        assert_eq!(inert(&expected), Ok(expected));
    }

    #[test]
    fn whatever_loads_or_runs_is_refused() {
        for hostile in [
            "<script>alert(1)</script>",
            "<rect onload=\"alert(1)\"/>",
            "<rect fill=\"url(http://x.example/)\"/>",
            "<rect style=\"background:red\"/>",
            "<a href=\"javascript:alert(1)\"/>",
            "<foreignObject/>",
            "<use xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"#x\"/>",
            "<image href=\"x.png\"/>",
            "<g xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "<svg/>",
            "<animate/>",
        ] {
            assert!(wrapped(hostile).is_err(), "{hostile}");
        }
        assert!(inert("<!DOCTYPE svg [<!ENTITY x \"y\">]><svg xmlns=\"http://www.w3.org/2000/svg\"/>").is_err());
    }

    #[test]
    fn text_that_html_reads_otherwise_than_xml_stays_text() {
        let hidden =
            wrapped("<title><![CDATA[<img src=x onerror=alert(1)>]]></title><!-- --><text>&#60;b</text>").unwrap();
        assert!(hidden.contains("<title>&lt;img src=x onerror=alert(1)&gt;</title><text>&lt;b</text>"), "{hidden}");
    }

    #[test]
    fn nothing_turns_the_direction_of_what_stands_beside_it() {
        let turned = wrapped("<text x=\"1\">\n\u{202e}gnp \u{2068}معرض\u{2069} 3\n</text>").unwrap();
        assert!(turned.contains(">\n\\u{202e}gnp \u{2068}معرض\u{2069} 3\n<"), "{turned}");
    }

    #[test]
    fn nests_without_end_are_refused() {
        let deep = format!("{}{}", "<g>".repeat(1000), "</g>".repeat(1000));
        assert!(matches!(wrapped(&deep), Err(ForeignSvg::Deep | ForeignSvg::Xml(_))));
    }
}
