//! The kernel release (`uname -r`) that an object is of.

use super::super::elf::Image;

/// `const char linux_banner[]` (`init/version.c`): "Linux version RELEASE (...".
const BANNER: &[u8] = b"Linux version ";
/// `__NEW_UTS_LEN` is 64.
const LONGEST: usize = 256;

impl Image<'_> {
    /// By `vermagic` of a module, else by the banner of a kernel; `None` for any other.
    pub(crate) fn kernel_release(&self) -> Option<String> {
        if let Some(vermagic) = self.module_info("vermagic").first() {
            return first_word(vermagic.as_bytes());
        }
        let mut banner = None;
        self.each_symbol(|symbol| {
            if symbol.name == b"linux_banner" {
                banner = banner.or(Some(symbol.address));
            }
        });
        first_word(self.text_at(banner?)?.strip_prefix(BANNER)?)
    }
}

fn first_word(text: &[u8]) -> Option<String> {
    let text = text.get(..LONGEST).unwrap_or(text);
    let end = text.iter().position(|&byte| byte == b' ' || byte == 0).unwrap_or(text.len());
    (end > 0).then(|| String::from_utf8_lossy(&text[..end]).into_owned())
}
