//! Where the nodes of a chart stand: three columns, ordered so that few lines cross.
//!
//! The order is found by barycentres (Sugiyama, Tagawa and Toda, 1981): each node moves to the mean height of its
//! neighbours, column by column, and the best order seen is kept. The same graph gives the same chart every time.

/// Sweeps over all columns. What has not settled by then circles.
const SWEEPS: usize = 12;

/// A graph whose nodes each stand in a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    /// Column of each node, from 0.
    pub(super) columns: Vec<usize>,
    /// Lines between nodes of different columns, by position.
    pub(super) edges: Vec<(usize, usize)>,
}

/// The nodes of each column from the top down.
pub(super) fn order(graph: &Graph) -> Vec<Vec<usize>> {
    let count = graph.columns.iter().max().map_or(0, |last| last + 1);
    let mut columns = vec![Vec::new(); count];
    for (node, column) in graph.columns.iter().enumerate() {
        columns[*column].push(node);
    }
    let neighbours = neighbours(graph);
    let mut best = columns.clone();
    let mut fewest = crossings(graph, &best);
    for sweep in 0..SWEEPS {
        for step in 0..count {
            // To and fro, so that what a column learned reaches the other end.
            let column = if sweep % 2 == 0 { step } else { count - 1 - step };
            let heights = heights(graph, &columns);
            let mean = |node: &usize| {
                let list = &neighbours[*node];
                let sum: f64 = list.iter().map(|other| heights[*other]).sum();
                #[expect(clippy::cast_precision_loss, reason = "a number of lines")]
                let count = list.len() as f64;
                if list.is_empty() { heights[*node] } else { sum / count }
            };
            // Stable: of two with the same mean the one that stood higher stays higher.
            let mut keyed: Vec<(f64, usize)> =
                columns[column].iter().map(|node| (mean(node), *node)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            columns[column] = keyed.into_iter().map(|(_, node)| node).collect();
        }
        let now = crossings(graph, &columns);
        if now < fewest {
            fewest = now;
            best.clone_from(&columns);
        }
    }
    best
}

fn neighbours(graph: &Graph) -> Vec<Vec<usize>> {
    let mut list = vec![Vec::new(); graph.columns.len()];
    for (from, to) in &graph.edges {
        list[*from].push(*to);
        list[*to].push(*from);
    }
    list
}

/// Height of each node, between 0 and 1: columns of different length stand side by side.
fn heights(graph: &Graph, columns: &[Vec<usize>]) -> Vec<f64> {
    let mut heights = vec![0.0; graph.columns.len()];
    for column in columns {
        for (place, node) in column.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a number of nodes")]
            let height = (place as f64 + 0.5) / column.len() as f64;
            heights[*node] = height;
        }
    }
    heights
}

/// How many pairs of lines between the same two columns cross.
fn crossings(graph: &Graph, columns: &[Vec<usize>]) -> usize {
    let mut place = vec![0; graph.columns.len()];
    for column in columns {
        for (at, node) in column.iter().enumerate() {
            place[*node] = at;
        }
    }
    let ends = |(a, b): (usize, usize)| {
        let (a, b) = if graph.columns[a] <= graph.columns[b] { (a, b) } else { (b, a) };
        (graph.columns[a], graph.columns[b], place[a], place[b])
    };
    let lines: Vec<_> = graph.edges.iter().map(|edge| ends(*edge)).collect();
    let mut count = 0;
    for (at, one) in lines.iter().enumerate() {
        for other in &lines[at + 1..] {
            let same = (one.0, one.1) == (other.0, other.1);
            let turned = (one.2 < other.2 && one.3 > other.3) || (one.2 > other.2 && one.3 < other.3);
            count += usize::from(same && turned);
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(columns: [usize; 3], edges: &[(usize, usize)]) -> Graph {
        let columns =
            columns.iter().enumerate().flat_map(|(at, count)| std::iter::repeat_n(at, *count)).collect();
        Graph { columns, edges: edges.to_vec() }
    }

    #[test]
    fn lines_that_need_not_cross_do_not() {
        // Four reports, four persons, in opposite order.
        let mirrored = graph([4, 4, 0], &[(0, 7), (1, 6), (2, 5), (3, 4)]);
        assert_eq!(crossings(&mirrored, &[vec![0, 1, 2, 3], vec![4, 5, 6, 7]]), 6);
        let found = order(&mirrored);
        assert_eq!(crossings(&mirrored, &found), 0, "{found:?}");
        // Two households that share nothing, told alternately.
        let two = graph([4, 4, 2], &[(0, 4), (1, 5), (2, 6), (3, 7), (4, 8), (6, 8), (5, 9), (7, 9)]);
        let found = order(&two);
        assert_eq!(crossings(&two, &found), 0, "{found:?}");
    }

    #[test]
    fn every_node_stands_once_in_its_column_and_always_in_the_same_place() {
        let edges: Vec<(usize, usize)> = (0..20).map(|n| (n, 20 + (n * 7) % 20)).collect();
        let many = graph([20, 20, 20], &edges);
        let found = order(&many);
        assert_eq!(found, order(&many));
        for (column, nodes) in found.iter().enumerate() {
            let mut sorted = nodes.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (column * 20..column * 20 + 20).collect::<Vec<_>>());
        }
        assert_eq!(order(&Graph::default()), Vec::<Vec<usize>>::new());
        assert_eq!(order(&graph([1, 0, 0], &[])), [vec![0]]);
    }
}
