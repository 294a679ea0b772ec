"""The contract: every dataset that Yusuan publishes, declared once. Nothing else is a schema."""

from schemas.cells import Cells
from schemas.changes import Changes
from schemas.check_operands import CheckOperands
from schemas.contents import Contents
from schemas.corrections import Corrections
from schemas.dataset import Dataset
from schemas.department_goals import DepartmentGoals
from schemas.department_indicators import DepartmentIndicators
from schemas.department_targets import DepartmentTargets
from schemas.department_tasks import DepartmentTasks
from schemas.documents import Documents
from schemas.evaluation_funds import EvaluationFunds
from schemas.evaluation_indicators import EvaluationIndicators
from schemas.evaluations import Evaluations
from schemas.findings import Findings
from schemas.indicators import Indicators
from schemas.lineage import Lineage
from schemas.listed_projects import ListedProjects
from schemas.paragraphs import Paragraphs
from schemas.project_goals import ProjectGoals
from schemas.projects import Projects
from schemas.quarantine import Quarantine
from schemas.reconciliations import Reconciliations
from schemas.shares import Shares
from schemas.spending_plans import SpendingPlans
from schemas.statement_figures import StatementFigures
from schemas.statement_lines import StatementLines
from schemas.totals import Totals
from schemas.units import Units

DATASETS: dict[str, type[Dataset]] = {
    "documents": Documents,
    "units": Units,
    "projects": Projects,
    "project_goals": ProjectGoals,
    "spending_plans": SpendingPlans,
    "indicators": Indicators,
    "evaluations": Evaluations,
    "evaluation_funds": EvaluationFunds,
    "evaluation_indicators": EvaluationIndicators,
    "department_targets": DepartmentTargets,
    "department_tasks": DepartmentTasks,
    "department_goals": DepartmentGoals,
    "department_indicators": DepartmentIndicators,
    "totals": Totals,
    "changes": Changes,
    "shares": Shares,
    "listed_projects": ListedProjects,
    "contents": Contents,
    "statement_lines": StatementLines,
    "statement_figures": StatementFigures,
    "reconciliations": Reconciliations,
    "check_operands": CheckOperands,
    "findings": Findings,
    "corrections": Corrections,
    "quarantine": Quarantine,
    "cells": Cells,
    "paragraphs": Paragraphs,
    "lineage": Lineage,
}
