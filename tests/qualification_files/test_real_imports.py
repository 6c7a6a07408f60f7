"""The real files: all six qualifications in the database, as their normalised form counts them."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from qualification_files import queries
from qualification_files.cli import qualifications
from qualification_files.models import Qualification

FILES = {
    "nl_sbb/xml/2635_Pedagogisch_Werk.xml": ("25484", "25485", "25486"),
    "nl_sbb/xml/2755_Dienstverlening.xml": ("25498", "25499", "25500"),
}


def counts(core_tasks):
    """Core tasks, work processes, indicators, knowledge, competences."""
    processes = [process for task in core_tasks for process in task["work_processes"]]
    return (
        len(core_tasks),
        len(processes),
        sum(len(process["performance_indicators"]) for process in processes),
        sum(len(task["knowledge_and_skills"]) for task in core_tasks),
        sum(len({*process["competences"], *process["competences_extra"]}) for process in processes),
    )


def counts_here(work, code):
    number = work.db.scalars(select(Qualification.id).where(Qualification.code == code)).one()
    tasks = queries.structure(work, number).core_tasks
    processes = [process for task in tasks for process in task.work_processes]
    return (
        len(tasks),
        len(processes),
        sum(len(process.indicators) for process in processes),
        sum(len(task.knowledge) for task in tasks),
        sum(len(process.competences) for process in processes),
    )


@pytest.mark.parametrize("name", sorted(FILES))
def test_all_qualifications_of_a_real_file_are_in_the_database_with_all_their_parts(app, desk, real_file, name):
    path = real_file(name)
    wanted = {
        code: json.loads(real_file(f"nl_sbb/qualifications/{code}.json").read_text("utf-8")) for code in FILES[name]
    }
    done = CliRunner().invoke(qualifications, ["import", str(path), "--cohort", "2026"], obj=lambda: app)
    assert done.exit_code == 0, done.output
    with desk.reading() as work:
        assert {code: counts_here(work, code) for code in wanted} == {
            code: counts(row["core_tasks"]) for code, row in wanted.items()
        }
