//! `--emit list`: one line for each member to put into `klp_func`.

use super::plan::Plan;

/// Lines `object,old_name,sympos`, quoted as RFC 4180 says, sorted, without a header.
/// `sympos` is that of `klp_func.old_sympos`, empty where it cannot be told.
pub fn list(plan: &Plan) -> String {
    let mut rows = Vec::new();
    for object in &plan.objects {
        for member in object.listed() {
            let sympos = member.sympos.map(klpscope_graph::Sympos::old_sympos);
            rows.push((object.object_name(), member.symbol.as_deref().unwrap_or(""), sympos));
        }
    }
    rows.sort_unstable();
    let line = |(object, name, sympos): (&str, &str, Option<u32>)| {
        let sympos = sympos.map(|sympos| sympos.to_string()).unwrap_or_default();
        format!("{},{},{sympos}\n", field(object), field(name))
    };
    rows.into_iter().map(line).collect()
}

fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_a_line() {
        for (text, written) in [
            ("vfs_read", "vfs_read"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("a\nb", "\"a\nb\""),
        ] {
            assert_eq!(field(text), written);
        }
    }
}
