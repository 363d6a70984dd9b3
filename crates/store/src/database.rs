//! Both databases behind one face: transactions, bulk rows, migrations.

use crate::{
    Location, Machine, Options, StoreError,
    held::{Held, Reading, begin, shared},
    journal::Head,
    keys::Keys,
    openings::KeptOpenings,
    pools::{Pools, open_postgres, open_sqlite, prepare_directory},
    sql,
    tables::{Cell, Kind, Table},
};
use rand_chacha::ChaCha20Rng;
use sqlx::{AssertSqlSafe, Executor, Postgres, Row, Sqlite};
use std::{
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
};

/// How a look at several tables that must fit together begins on PostgreSQL.
const READ_ONE_STATE: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A unit of work: one transaction, saved once at the end; dropped without saving it leaves nothing. Or a look: a
/// connection for one statement that reads, without a transaction round it.
pub(crate) enum Unit {
    Sqlite(Held<Sqlite>),
    Postgres(Held<Postgres>),
}

/// Runs the same body for either database. `$c` is the connection.
macro_rules! on {
    ($unit:expr, $c:ident => $body:expr) => {
        match $unit {
            $crate::database::Unit::Sqlite(tx) => {
                let $c = &mut **tx;
                $body
            }
            $crate::database::Unit::Postgres(tx) => {
                let $c = &mut **tx;
                $body
            }
        }
    };
}
pub(crate) use on;

/// The store: one database, its keys, its clock.
///
/// Cheap to clone; all clones share connections.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    /// The state that this clone reads from; nothing for the store as it is at each moment.
    reading: Option<Reading>,
    keys: Arc<Keys>,
    machine: Machine,
    rng: Arc<Mutex<ChaCha20Rng>>,
    options: Arc<Options>,
    openings: Arc<KeptOpenings>,
}

impl Store {
    /// Opens the store, making it (directory, key, schema) where there is none.
    pub async fn open(options: Options, machine: Machine) -> Result<Self, StoreError> {
        let mut rng = machine.rng.clone();
        prepare_directory(&options.directory)?;
        let database_exists =
            matches!(options.location, Location::Embedded) && options.database_path().exists();
        let pools = match &options.location {
            Location::Embedded => open_sqlite(&options, database_exists).await?,
            Location::Postgres(url) => open_postgres(url).await?,
        };
        let unready = Self {
            pools,
            reading: None,
            // Replaced below, once it is known whether a key may be made.
            keys: Arc::new(Keys::derive(&[0; 32])),
            rng: Arc::new(Mutex::new(rng.clone())),
            machine,
            options: Arc::new(options),
            openings: Arc::default(),
        };
        unready.migrate(sql::MIGRATIONS).await?;
        // A key may be made only for a store that nothing was sealed in; a start that was cut off before it had marked
        // the store with its key is such a one still.
        let is_sealed = unready.key_fingerprint().await?.is_some();
        let keys = Keys::load(&unready.options.key_path(), !is_sealed, &mut rng)?;
        let store = Self { keys: Arc::new(keys), rng: Arc::new(Mutex::new(rng)), ..unready };
        store.check_key().await?;
        Ok(store)
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }
    /// HMAC-SHA-256 under a key of this instance, over the parts with their lengths: for tokens that a face hands out and
    /// must know again without keeping them. What the store itself hashes is kept apart by its purpose.
    pub fn keyed(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.keys.keyed_hash(&format!("face/{purpose}"), parts)
    }
    /// Signs words that this instance hands out, such as receipts (Ed25519, RFC 8032).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.keys.sign(message)
    }
    /// The public key that [`Self::sign`] is checked with.
    pub fn verifying_key(&self) -> [u8; 32] {
        self.keys.verifying().to_bytes()
    }
    pub(crate) fn kept_openings(&self) -> &KeptOpenings {
        &self.openings
    }
    /// The clock the store was opened with.
    pub fn clock(&self) -> &dyn model::Clock {
        &*self.machine.clock
    }
    pub(crate) fn machine(&self) -> Machine {
        Machine { clock: self.machine.clock.clone(), rng: self.fork_rng() }
    }
    /// Where the store is.
    pub fn options(&self) -> &Options {
        &self.options
    }
    /// Name of the database engine, for people.
    pub fn engine(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres(_) => "PostgreSQL",
        }
    }

    /// A source of randomness of its own, seeded from the store's.
    pub fn fork_rng(&self) -> ChaCha20Rng {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        rand::SeedableRng::from_rng(&mut *rng)
    }

    /// Begins a unit of work that writes.
    pub(crate) async fn unit(&self) -> Result<Unit, StoreError> {
        Ok(match &self.pools {
            // A plain BEGIN takes the write lock late and then fails at once where another writer came between.
            Pools::Sqlite { writer, .. } => {
                Unit::Sqlite(Held::Transaction(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
            Pools::Postgres(pool) => Unit::Postgres(Held::Transaction(begin(pool, "BEGIN").await?)),
        })
    }

    /// The store as it is at this moment: whatever is read through the clone, until it is dropped, is read from one
    /// unchanging state of everything, over one connection. For pages that are put together of many reads. What is
    /// written meanwhile, also through the clone itself, is not seen by it.
    ///
    /// Ask nothing of the store itself while a clone is alive: there are few connections, and whoever holds one and waits
    /// for another may wait for somebody who does the same.
    pub async fn reading(&self) -> Result<Self, StoreError> {
        let reading = match &self.pools {
            Pools::Sqlite { readers, .. } => {
                let tx = readers.begin_with("BEGIN").await?;
                Reading::Sqlite(Arc::new(tokio::sync::Mutex::new(tx)))
            }
            Pools::Postgres(pool) => {
                let tx = begin(pool, READ_ONE_STATE).await?;
                Reading::Postgres(Arc::new(tokio::sync::Mutex::new(tx)))
            }
        };
        Ok(Self { reading: Some(reading), ..self.clone() })
    }

    /// Begins a unit of work that reads one unchanging state of everything.
    pub(crate) async fn snapshot(&self) -> Result<Unit, StoreError> {
        if let Some(unit) = self.read() {
            return Ok(unit);
        }
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => {
                Unit::Sqlite(Held::Transaction(readers.begin_with("BEGIN").await?))
            }
            Pools::Postgres(pool) => Unit::Postgres(Held::Transaction(begin(pool, READ_ONE_STATE).await?)),
        })
    }

    /// For one statement that reads: it sees one state of everything by itself, and a transaction round it would be two
    /// more ways to the database and back. Whoever reads with two statements what must fit together takes a
    /// [`Self::snapshot`].
    pub(crate) async fn look(&self) -> Result<Unit, StoreError> {
        if let Some(unit) = self.read() {
            return Ok(unit);
        }
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => Unit::Sqlite(Held::Plain(readers.acquire().await?)),
            Pools::Postgres(pool) => Unit::Postgres(Held::Plain(pool.acquire().await?)),
        })
    }

    /// The one state that this clone reads. While another read of the same page is under way it is not waited for: whoever
    /// holds a unit and asks for a second one would wait for himself.
    fn read(&self) -> Option<Unit> {
        match self.reading.as_ref()? {
            Reading::Sqlite(tx) => shared(tx).map(Unit::Sqlite),
            Reading::Postgres(tx) => shared(tx).map(Unit::Postgres),
        }
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        match &self.pools {
            Pools::Sqlite { readers, .. } => sqlx::query(sql::READY).execute(readers).await.is_ok(),
            Pools::Postgres(pool) => sqlx::query(sql::READY).execute(pool).await.is_ok(),
        }
    }

    /// Folds the write-ahead log of an embedded database into its file, so that the file alone is whole.
    pub(crate) async fn fold_log(&self) -> Result<(), StoreError> {
        if let Pools::Sqlite { writer, readers } = &self.pools {
            // A reader would keep the log in use.
            readers.close().await;
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Ok(())
    }

    /// Closes all connections; what was acknowledged is on disk already.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Brings the schema up to date.
    pub(crate) async fn migrate(&self, migrations: &[&str]) -> Result<(), StoreError> {
        let mut unit = self.unit().await?;
        unit.run(sql::CREATE_SCHEMA_VERSION).await?;
        unit.lock_schema().await?;
        let found: Option<i64> =
            on!(&mut unit, c => sqlx::query_scalar(sql::SCHEMA_VERSION).fetch_one(c).await?);
        let found = found.unwrap_or(0);
        let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
        if found > known {
            return Err(StoreError::NewerSchema { found, known });
        }
        for (version, text) in (1_i64..).zip(migrations).skip(usize::try_from(found).unwrap_or(0)) {
            let text = unit.dialect(text);
            for statement in text.split(";\n").map(str::trim).filter(|statement| !is_comment_only(statement))
            {
                unit.run(statement).await?;
            }
            let at = self.clock().now().micros();
            on!(&mut unit, c => sqlx::query(sql::ADD_SCHEMA_VERSION).bind(version).bind(at).execute(c).await?.rows_affected());
        }
        unit.save().await
    }

    /// What the store says of the key it is sealed under; nothing for a new store.
    async fn key_fingerprint(&self) -> Result<Option<String>, StoreError> {
        let mut unit = self.look().await?;
        Ok(on!(&mut unit, c => sqlx::query_scalar(sql::KEY_FINGERPRINT).fetch_optional(c).await?))
    }

    /// Refuses a store that was sealed under another key; marks a new store with this one.
    async fn check_key(&self) -> Result<(), StoreError> {
        let fingerprint = self.keys.fingerprint();
        let mut unit = self.unit().await?;
        unit.lock_schema().await?;
        let found: Option<String> =
            on!(&mut unit, c => sqlx::query_scalar(sql::KEY_FINGERPRINT).fetch_optional(c).await?);
        match found {
            Some(found) if found == fingerprint => Ok(()),
            Some(_) => Err(StoreError::WrongKey(self.options.key_path())),
            None => {
                on!(&mut unit, c => sqlx::query(sql::SET_KEY_FINGERPRINT).bind(fingerprint).execute(c).await?.rows_affected());
                let head = Head::beginning(self.clock().now());
                head.insert(&mut unit, &self.keys).await?;
                unit.save().await
            }
        }
    }
}

fn is_comment_only(statement: &str) -> bool {
    statement.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with("--"))
}

impl Unit {
    /// Makes everything of this unit durable at once.
    pub(crate) async fn save(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Runs a statement without arguments.
    pub(crate) async fn run(&mut self, statement: &str) -> Result<(), StoreError> {
        on!(self, c => c.execute(AssertSqlSafe(statement.to_owned())).await.map(|_| ())?);
        Ok(())
    }

    /// Keeps two programs that start at once from both building the schema. SQLite's BEGIN IMMEDIATE does so already.
    async fn lock_schema(&mut self) -> Result<(), StoreError> {
        if let Self::Postgres(tx) = self {
            sqlx::query(sql::LOCK_SCHEMA_VERSION).execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// The words in double braces of a migration, for this database.
    fn dialect(&self, text: &str) -> String {
        match self {
            Self::Sqlite(_) => text
                .replace("{{bytes}}", "BLOB")
                .replace("{{strict}}", " STRICT")
                .replace("{{clustered}}", " STRICT, WITHOUT ROWID")
                // STRICT tables know no BIGINT, and only INTEGER PRIMARY KEY is the row's own number.
                .replace("BIGINT NOT NULL PRIMARY KEY", "INTEGER PRIMARY KEY")
                .replace("BIGINT", "INTEGER"),
            Self::Postgres(_) => {
                text.replace("{{bytes}}", "BYTEA").replace("{{strict}}", "").replace("{{clustered}}", "")
            }
        }
    }

    /// How statements with many arguments mark them. SQLite looks each numbered mark up in a list, so that time would
    /// grow with the square of their count; its plain marks are found at once.
    pub(crate) fn mark(&self) -> fn(usize) -> String {
        match self {
            Self::Sqlite(_) => |_| "?".to_owned(),
            Self::Postgres(_) => |n| format!("${n}"),
        }
    }

    /// Inserts many rows, in statements of as many rows as the database takes at once.
    pub(crate) async fn insert_rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
        // SQLite takes 32,766 arguments a statement, PostgreSQL 65,535. Row counts are powers of two, so that the
        // statement cache holds a handful of texts for each table.
        let mut rows = rows;
        while !rows.is_empty() {
            let most = 32_000 / table.columns.len();
            let count = 1_usize << rows.len().min(most).min(1_024).ilog2();
            let (now, later) = rows.split_at(count);
            let text = table.insert(count, self.mark());
            on!(self, c => {
                let mut query = sqlx::query(AssertSqlSafe(text));
                for cell in now.iter().flatten() {
                    query = match cell {
                        Cell::Int(value) => query.bind(*value),
                        Cell::Text(value) => query.bind(value.as_deref()),
                        Cell::Bytes(value) => query.bind(value.as_deref()),
                    };
                }
                query.execute(c).await?;
            });
            rows = later;
        }
        Ok(())
    }

    /// Up to `limit` rows of a table after the key `after`, in order of the key.
    pub(crate) async fn rows_after(
        &mut self,
        table: &Table,
        after: Option<&[Cell]>,
        limit: i64,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let mut text = format!("SELECT {} FROM {}", table.column_list(), table.name);
        if after.is_some() {
            let marks = (1..=table.key).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
            let _ = write!(text, " WHERE ({}) > ({marks})", table.key_list());
        }
        let _ = write!(text, " ORDER BY {} LIMIT {limit}", table.key_list());
        let mut out = Vec::new();
        on!(self, c => {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for cell in after.into_iter().flatten() {
                query = match cell {
                    Cell::Int(value) => query.bind(*value),
                    Cell::Text(value) => query.bind(value.clone()),
                    Cell::Bytes(value) => query.bind(value.clone()),
                };
            }
            for row in query.fetch_all(c).await? {
                let mut cells = Vec::with_capacity(table.columns.len());
                for (at, (_, kind)) in table.columns.iter().enumerate() {
                    cells.push(match kind {
                        Kind::Int => Cell::Int(row.try_get(at)?),
                        Kind::Text => Cell::Text(row.try_get(at)?),
                        Kind::Bytes => Cell::Bytes(row.try_get(at)?),
                    });
                }
                out.push(cells);
            }
        });
        Ok(out)
    }
}
