//! Which files of a package belong to which report.

use super::tree::{Entry, name_of};
use std::collections::{BTreeMap, HashSet, btree_map};

/// One report's part of a package; the numbers are places in the list of entries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// The report document.
    pub(super) document: usize,
    /// Papers directly beside it.
    pub(super) papers: Vec<usize>,
    /// Everything else of it.
    pub(super) files: Vec<usize>,
    /// Files of its folder that belong to one of the folder's reports, by what the reports list; see [`Groups::shared`].
    pub(super) shared: Option<usize>,
}

/// A package divided.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Groups {
    /// The reports, sorted by path.
    pub(super) reports: Vec<Group>,
    /// For each folder of several reports the files that only the reports themselves can tell apart.
    pub(super) shared: Vec<Vec<usize>>,
    /// Files that stand beside no report document.
    pub(super) stray: Vec<usize>,
}

/// The name without its last extension.
pub(crate) fn stem_of(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|given| extensions.iter().any(|one| given.eq_ignore_ascii_case(one)))
}

/// Whether a file of this name may be a report document.
pub(crate) fn is_document(name: &str) -> bool {
    has_extension(name, &["json", "xml"])
}

/// Whether a file of this name may be a paper that goes with a report document.
fn is_paper(name: &str) -> bool {
    has_extension(name, &["pdf", "txt", "html", "htm"])
}

/// What file managers leave behind, which nobody handed over.
fn is_litter(path: &str) -> bool {
    name_of(path) == ".DS_Store" || path.starts_with("__MACOSX/")
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders above a path, the nearest first, the package's own (`""`) last.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder_of(path)), |folder: &&str| {
        let folder: &str = folder;
        (!folder.is_empty()).then(|| folder_of(folder))
    })
}

/// Divides the entries, which are sorted by path.
///
/// A folder that directly holds a report document is a report folder, and all below it belongs to it: documents further
/// below are uploaded files and only hashed.
pub(super) fn group(entries: &[Entry]) -> Groups {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if is_document(name_of(&entry.path)) && !is_litter(&entry.path) {
            folders.entry(folder_of(&entry.path)).or_default().push(at);
        }
    }
    let all: Vec<&str> = folders.keys().copied().collect();
    folders.retain(|folder, _| {
        folder.is_empty() || !folders_above(folder).any(|above| all.binary_search(&above).is_ok())
    });

    let mut groups = Groups::default();
    let mut of_folder: BTreeMap<&str, std::ops::Range<usize>> = BTreeMap::new();
    for (folder, documents) in &folders {
        let first = groups.reports.len();
        groups.reports.extend(reports_of(folder, documents, entries));
        of_folder.insert(folder, first..groups.reports.len());
    }
    let placed: HashSet<usize> = groups
        .reports
        .iter()
        .flat_map(|group| group.papers.iter().copied().chain([group.document]))
        .collect();
    for (at, entry) in entries.iter().enumerate() {
        if is_litter(&entry.path) || placed.contains(&at) {
            continue;
        }
        let above = folders_above(&entry.path).find_map(|folder| of_folder.get_key_value(folder));
        let Some((folder, range)) = above else {
            groups.stray.push(at);
            continue;
        };
        place(&mut groups, folder, range.clone(), at, entries);
    }
    groups
}

/// The reports of one folder, by the documents directly in it.
fn reports_of(folder: &str, documents: &[usize], entries: &[Entry]) -> Vec<Group> {
    let name = |at: &usize| entries.get(*at).map_or("", |entry| name_of(&entry.path));
    let own = name_of(folder);
    // Among several documents the one with the folder's name is the report, the others were uploaded.
    let named: Vec<usize> = documents.iter().copied().filter(|at| stem_of(name(at)) == own).collect();
    let documents = if named.is_empty() { documents.to_vec() } else { named };
    let mut stems: BTreeMap<&str, Group> = BTreeMap::new();
    for at in &documents {
        match stems.entry(stem_of(name(at))) {
            btree_map::Entry::Vacant(new) => {
                new.insert(Group { document: *at, ..Group::default() });
            }
            // The same report in both forms: the JSON, which says more, is read; the XML is kept with it.
            btree_map::Entry::Occupied(mut both) => {
                let group = both.get_mut();
                let json = has_extension(name(at), &["json"]);
                let paper = if json { std::mem::replace(&mut group.document, *at) } else { *at };
                group.papers.push(paper);
            }
        }
    }
    let mut groups: Vec<Group> = stems.into_values().collect();
    groups.sort_by_key(|group| group.document);
    groups
}

/// Puts one file to its report within a report folder.
fn place(groups: &mut Groups, folder: &str, range: std::ops::Range<usize>, at: usize, entries: &[Entry]) {
    let Some(entry) = entries.get(at) else { return };
    let beside = folder_of(&entry.path) == folder;
    let paper = beside && is_paper(name_of(&entry.path));
    let Some(reports) = groups.reports.get_mut(range) else { return };
    if let [only] = reports {
        let list = if paper { &mut only.papers } else { &mut only.files };
        list.push(at);
        return;
    }
    // `123.pdf` beside `123.json`, or anything in `123/`.
    let within = entry.path.get(folder.len()..).unwrap_or_default().trim_start_matches('/');
    let first = within.split('/').next().unwrap_or_default();
    let key = if beside { stem_of(first) } else { first };
    let stem = |group: &Group| {
        entries.get(group.document).map(|document| stem_of(name_of(&document.path)).to_owned())
    };
    if let Some(group) = reports.iter_mut().find(|group| stem(group).as_deref() == Some(key)) {
        let list = if paper { &mut group.papers } else { &mut group.files };
        list.push(at);
        return;
    }
    let number = reports.iter().find_map(|group| group.shared).unwrap_or_else(|| {
        groups.shared.push(Vec::new());
        groups.shared.len() - 1
    });
    for group in reports {
        group.shared = Some(number);
    }
    if let Some(shared) = groups.shared.get_mut(number) {
        shared.push(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divide(paths: &[&str]) -> Vec<String> {
        let mut paths = paths.to_vec();
        paths.sort_unstable();
        let entries: Vec<_> =
            paths.iter().enumerate().map(|(id, path)| Entry { path: (*path).into(), size: 1, id }).collect();
        let groups = group(&entries);
        let list = |list: &[usize]| list.iter().map(|at| paths[*at]).collect::<Vec<_>>().join(" ");
        let mut shown: Vec<_> = groups
            .reports
            .iter()
            .map(|g| format!("{} + {} + {}", paths[g.document], list(&g.papers), list(&g.files)))
            .collect();
        shown.extend(groups.shared.iter().map(|shared| format!("shared {}", list(shared))));
        if !groups.stray.is_empty() {
            shown.push(format!("stray {}", list(&groups.stray)));
        }
        shown
    }

    #[test]
    fn the_layouts() {
        assert_eq!(
            divide(&["1.json", "1.pdf", "files/a.jpg", "b.mp4"]),
            ["1.json + 1.pdf + b.mp4 files/a.jpg"]
        );
        assert_eq!(
            divide(&["x/1/1.json", "x/1/1.pdf", "x/1/files/a.jpg", "x/2/2.xml", "x/2/b.zip", "cover.pdf"]),
            ["x/1/1.json + x/1/1.pdf + x/1/files/a.jpg", "x/2/2.xml +  + x/2/b.zip", "stray cover.pdf"]
        );
        assert_eq!(
            divide(&["1.json", "1.pdf", "2.json", "2/a.jpg", "b.jpg", "c/d.jpg"]),
            ["1.json + 1.pdf + ", "2.json +  + 2/a.jpg", "shared b.jpg c/d.jpg"]
        );
    }

    #[test]
    fn uploaded_documents_are_files() {
        assert_eq!(divide(&["1/1.json", "1/files/chat.json"]), ["1/1.json +  + 1/files/chat.json"]);
        assert_eq!(divide(&["1/1.json", "1/chat.json"]), ["1/1.json +  + 1/chat.json"]);
        assert_eq!(divide(&["1.json", "1.xml", "a.txt"]), ["1.json + 1.xml a.txt + "]);
        assert_eq!(divide(&["1.json", ".DS_Store", "__MACOSX/._1.json"]), ["1.json +  + "]);
        assert_eq!(divide(&["a.jpg"]), ["stray a.jpg"]);
    }
}
