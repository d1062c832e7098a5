"""Opening a store: migrations, and databases that cannot be opened or written."""

from __future__ import annotations

import builtins
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from songngu.corpora.errors import StoreError, StoreTooNewError
from songngu.corpora.store import Store, migrate, open_store
from songngu.corpora.store.connection import parse_url
from songngu.corpora.store.schema import Base
from songngu.corpora.types import TranslationUnit

Nobody = Callable[[], AbstractContextManager[None]]


class TestMigrations:
    def test_make_what_the_models_say(self, store: Store) -> None:
        with store._engine.connect() as connection:
            options = {"version_table": migrate.VERSION_TABLE, "compare_type": True}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, Base.metadata) == []
            indexes = {
                (table, index["name"])
                for table in Base.metadata.tables
                for index in sa.inspect(connection).get_indexes(table)
            }
        assert ("revisions", "uq_revisions_first") in indexes
        wanted = {
            (table.name, index.name)
            for table in Base.metadata.tables.values()
            for index in table.indexes
        }
        assert wanted <= indexes

    def test_a_difference_would_be_found(self, store: Store) -> None:
        with store._engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE jobs ADD COLUMN extra INTEGER"))
            options = {"version_table": migrate.VERSION_TABLE}
            context = MigrationContext.configure(connection, opts=options)
            ((kind, *_rest),) = compare_metadata(context, Base.metadata)
        assert kind == "remove_column"

    def test_are_numbered_without_gaps_up_to_the_one_the_code_expects(self) -> None:
        scripts = ScriptDirectory.from_config(migrate.alembic_config())
        numbers = sorted(script.revision for script in scripts.walk_revisions())
        assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
        assert scripts.get_heads() == [migrate.HEAD]

    def test_are_all_applied_or_none(self, store_url: str) -> None:
        assert _tables_after_a_failure_at_the_end(store_url) == []
        with open_store(store_url) as store:
            assert store.documents() == []

    def test_two_processes_may_open_a_new_database_at_once(self, store_url: str) -> None:
        code = (
            "import sys, time\n"
            "from songngu.corpora.store import open_store\n"
            "time.sleep(max(0, float(sys.argv[2]) - time.time()))\n"
            "with open_store(sys.argv[1]) as store: print(store.add_job('x', 1, {}))\n"
        )
        command = [sys.executable, "-W", "error", "-c", code, store_url, str(time.time() + 2)]
        running = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        outputs = [process.communicate() for process in running]
        assert [process.returncode for process in running] == [0, 0, 0], outputs
        assert sorted(out.strip() for out, _err in outputs) == ["1", "2", "3"]

    def test_a_database_from_a_newer_version_is_left_alone(self, store_url: str) -> None:
        with open_store(store_url) as store:
            store.add_job("x", 1, {})
            with store._engine.begin() as connection:
                connection.execute(
                    sa.text(f"UPDATE {migrate.VERSION_TABLE} SET version_num='9999'")
                )
        with pytest.raises(
            StoreTooNewError, match=r"version 9999, expected at most .* upgrade with"
        ):
            open_store(store_url)
        engine = sa.create_engine(parse_url(store_url))
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM jobs")) == 1
        engine.dispose()


def _tables_after_a_failure_at_the_end(store_url: str) -> list[str]:
    """Open a store whose migration breaks at its last step; returns the tables left behind."""

    def break_down(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "CREATE TRIGGER" in statement:
            raise RuntimeError("power cut")

    sa.event.listen(sa.Engine, "before_cursor_execute", break_down)
    try:
        with pytest.raises(RuntimeError, match="power cut"):
            open_store(store_url)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", break_down)
    engine = sa.create_engine(parse_url(store_url))
    try:
        return list(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


class TestUrls:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
            ("postgres://u@h:5433/d", "postgresql+psycopg://u@h:5433/d"),
            ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
            ("sqlite:////tmp/a.db", "sqlite:////tmp/a.db"),
            ("/tmp/a b?c#d.db", "sqlite:////tmp/a b%3Fc%23d.db"),
            (Path("/tmp/a.db"), "sqlite:////tmp/a.db"),
            (":memory:", "sqlite://"),
        ],
    )
    def test_are_understood(self, given: str | Path, expected: str) -> None:
        assert parse_url(given).render_as_string(hide_password=False) == expected

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ("mysql://u@h/d", "found a database URL of kind 'mysql', expected a file path"),
            ("postgresql+psycopg2://u@h/d", "of kind 'postgresql\\+psycopg2'"),
            ("://", "cannot read the database URL"),
        ],
    )
    def test_others_are_refused(self, given: str, message: str) -> None:
        with pytest.raises(StoreError, match=message):
            open_store(given)

    def test_the_missing_driver_is_named_with_its_extra(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = builtins.__import__

        def without_psycopg(name: str, *args: Any, **options: Any) -> Any:
            if name.partition(".")[0] == "psycopg":
                raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")
            return real(name, *args, **options)

        monkeypatch.setattr(builtins, "__import__", without_psycopg)
        with pytest.raises(StoreError, match=r"pip install 'songngu\[postgres\]'") as caught:
            open_store("postgresql://u:secret@localhost/d")
        assert "secret" not in str(caught.value)

    def test_a_new_file_and_its_folders_are_made(self, tmp_path: Path) -> None:
        path = tmp_path / "thư mục" / "mới" / "song ngữ?.db"
        open_store(path).close()
        assert path.is_file()

    def test_a_store_in_memory_serves_threads_in_turn(self) -> None:
        import threading

        with open_store(":memory:") as store:
            threads = [threading.Thread(target=store.add_job, args=("x", n, {})) for n in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(store.jobs()) == 8


class TestWhatCannotBeOpened:
    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        path = tmp_path / "bài.txt"
        path.write_text("Một bài báo, không phải cơ sở dữ liệu. " * 50)
        before = path.read_bytes()
        with pytest.raises(StoreError, match=r"bài\.txt: the file is not a database; give another"):
            open_store(path)
        assert path.read_bytes() == before
        assert os.listdir(tmp_path) == ["bài.txt"]

    def test_another_programs_database(self, tmp_path: Path) -> None:
        path = tmp_path / "other.db"
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE recipes (id INTEGER)")
        with pytest.raises(StoreError, match=r"another program's database \(tables recipes\)"):
            open_store(path)
        with closing(sqlite3.connect(path)) as other:
            names = other.execute("SELECT name FROM sqlite_master").fetchall()
        assert names == [("recipes",)]

    @pytest.mark.postgres
    def test_a_servers_database_may_be_shared_but_not_its_table_names(
        self, postgres_url: str
    ) -> None:
        engine = sa.create_engine(parse_url(postgres_url))
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE recipes (id INTEGER)"))
        open_store(postgres_url).close()
        with engine.begin() as connection:
            connection.execute(sa.text(f"DROP TABLE {migrate.VERSION_TABLE}"))
        engine.dispose()
        with pytest.raises(StoreError, match=r"another program's database \(tables alignments"):
            open_store(postgres_url)

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="is a folder, expected a database file"):
            open_store(tmp_path)

    def test_a_folder_below_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(StoreError, match=r"cannot make the folder .*choose a folder"):
            open_store(tmp_path / "file" / "below" / "songngu.db")

    def test_a_read_only_folder(self, open_folder: Path, unprivileged: Nobody) -> None:
        open_folder.chmod(0o555)
        with unprivileged(), pytest.raises(StoreError, match=r"a\.db: .*may write to its folder"):
            open_store(open_folder / "a.db")
        assert list(open_folder.iterdir()) == []

    def test_a_read_only_file(self, open_folder: Path, unprivileged: Nobody) -> None:
        path = open_folder / "a.db"
        with open_store(path) as store:
            store.add_job("x", 1, {})
        path.chmod(0o444)
        open_folder.chmod(0o555)
        with (
            unprivileged(),
            pytest.raises(StoreError, match=r"cannot be written to; check|may write to its folder"),
        ):
            open_store(path).add_job("y", 1, {})

    def test_a_damaged_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        with open_store(path) as store:
            store.add_units(TranslationUnit(f"Câu {n} " * 20, "x" * 200) for n in range(500))
        data = bytearray(path.read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)
        path.write_bytes(data)
        with pytest.raises(StoreError, match="damaged; restore it from a backup"):
            open_store(path).units()

    def test_a_server_that_is_not_there(self) -> None:
        with pytest.raises(StoreError, match="cannot connect to the PostgreSQL server") as caught:
            open_store("postgresql://u:secret@127.0.0.1:1/d")
        assert "secret" not in str(caught.value)

    @pytest.mark.postgres
    def test_a_database_that_the_server_has_not(self, postgres_server: str) -> None:
        with pytest.raises(
            StoreError, match="the server has no such database; make it with: createdb"
        ):
            open_store(postgres_server.replace("/postgres?", "/missing?"))


class TestWhatCannotBeWritten:
    def test_a_locked_database(self, store_url: str) -> None:
        with open_store(store_url) as holder, open_store(store_url, timeout_s=0.2) as store:
            with holder._writing() as session:
                postgres = holder._engine.dialect.name == "postgresql"
                lock = "LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE" if postgres else "SELECT 1"
                session.execute(sa.text(lock))
                with pytest.raises(StoreError, match=r"for more than 0\.2 s; nothing was saved"):
                    store.add_job("x", 1, {})
            assert store.add_job("x", 1, {}) > 0

    def test_a_reader_does_not_wait_for_a_writer(self, store: Store) -> None:
        store.add_job("x", 1, {})
        with store._writing() as session:
            session.execute(sa.text("UPDATE jobs SET done = 1"))
            assert [job.done for job in store.jobs()] == [0]
        assert [job.done for job in store.jobs()] == [1]

    def test_a_full_disk_costs_nothing_that_was_stored(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        units = [TranslationUnit(f"Câu số {n} " * 10, "Line " * 20) for n in range(2000)]
        with open_store(path) as store:
            store.add_units(units[:10])
            pages = store._engine.connect().exec_driver_sql("PRAGMA page_count").scalar()

            def limit(connection: Any, _record: Any) -> None:
                connection.execute(f"PRAGMA max_page_count = {pages + 5}")

            sa.event.listen(store._engine, "connect", limit)
            store._engine.dispose()
            with pytest.raises(StoreError, match="the disk is full; nothing was saved"):
                store.add_units(units)
            assert store.units() == units[:10]
        with open_store(path) as store:
            assert store.add_units(units) == 1990

    def test_sqlite_is_set_to_keep_what_it_reported(self, tmp_path: Path) -> None:
        with open_store(tmp_path / "a.db") as store, store._engine.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        full = 2
        assert found == {
            "journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "busy_timeout": 15000,
        }  # fmt: skip

    def test_an_error_inside_leaves_nothing_half_written(self, store: Store) -> None:
        def add(session: Any) -> None:
            session.execute(sa.text("UPDATE jobs SET done = 9"))
            raise RuntimeError("in the middle")

        store.add_job("x", 1, {})
        with pytest.raises(RuntimeError, match="in the middle"), store._writing() as session:
            add(session)
        assert [job.done for job in store.jobs()] == [0]
