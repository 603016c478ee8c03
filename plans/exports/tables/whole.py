"""Every table of a plan, in the order of the plan's page."""

from plans.schemas.plan import PlanDocument

from . import figures, money, people, priorities, text
from .columns import ExportTable, TableShape

SHAPES: tuple[TableShape, ...] = (
    text.PLAN,
    text.SECTIONS,
    text.WITHHELD,
    figures.ISSUES,
    figures.SCORES,
    figures.CRITERIA,
    priorities.PRIORITIES,
    priorities.TARGETS,
    priorities.WAY_POINTS,
    priorities.ACTIONS,
    priorities.MILESTONES,
    priorities.WHO,
    priorities.THEMES,
    figures.FIGURE_TABLES,
    figures.FIGURES,
    money.FUNDING,
    money.GRANTS,
    money.PROJECTS,
    money.OUTPUTS,
    money.SPEND,
    priorities.ACHIEVEMENTS,
    people.CONSULTATIONS,
    people.ANSWERS,
    priorities.JOINT_WORK,
    priorities.ALIGNMENTS,
    people.MEMBERS,
    people.GROUPS,
    people.CALENDAR,
    text.GLOSSARY,
    people.CONTACTS,
)


def tables_of(document: PlanDocument) -> list[ExportTable]:
    """The tables of a plan that have rows. What is drawn (maps, colours) is no table."""
    return [table for shape in SHAPES if (table := shape.of(document)).rows]
