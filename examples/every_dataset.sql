-- One question for each dataset, on the views of a release. In the folder of a release (data/processed/current):
--   duckdb -init views.sql < every_dataset.sql          or, from Python, as in read_with_duckdb.py

-- documents: what came of the raw files, and why some of them are no data
SELECT status, form, count(*) AS documents, min(status_reason) AS a_reason FROM documents GROUP BY ALL ORDER BY ALL;

-- units: the budget units of each department
SELECT d.department_name, u.unit_code, u.unit_name FROM units u JOIN documents d USING (document_id) ORDER BY ALL;

-- projects: the largest ones
SELECT fiscal_year, unit_name, project_name, budget_yuan FROM projects WHERE budget_yuan IS NOT NULL ORDER BY budget_yuan DESC LIMIT 10;

-- project_goals: projects whose goals are many
SELECT project_id, count(*) AS goals, min(goal) AS first_goal FROM project_goals GROUP BY ALL ORDER BY goals DESC, project_id LIMIT 10;

-- spending_plans: how much of the year's money is to be spent by the end of June
SELECT p.project_name, s.cumulative_percent FROM spending_plans s JOIN projects p USING (project_id)
WHERE month(s.due_date) = 6 ORDER BY ALL;

-- indicators: how many of each kind, and how many of them can be measured
SELECT dimension, category, count(*) AS indicators, count(target_value) AS with_a_number FROM indicators GROUP BY ALL ORDER BY ALL;

-- evaluations: how the units graded themselves
SELECT fiscal_year, project_name, total_score, total_weight FROM evaluations ORDER BY ALL;

-- evaluation_funds: money received and spent, by source
SELECT source, initial_budget_yuan, executed_yuan, execution_rate_percent FROM evaluation_funds ORDER BY fund_id;

-- evaluation_indicators: where a target was missed
SELECT description, target_text, actual_text, score, weight FROM evaluation_indicators WHERE score < weight ORDER BY indicator_id;

-- department_targets: budgets of whole departments by kind, as their overall targets print them
SELECT fiscal_year, unit_name, total_yuan, basic_expenditure_yuan, project_expenditure_yuan FROM department_targets ORDER BY ALL;

-- department_tasks: what the year's tasks cost
SELECT t.unit_name, k.task_name, k.amount_yuan FROM department_tasks k JOIN department_targets t USING (department_target_id)
ORDER BY k.amount_yuan DESC NULLS LAST, k.task_id LIMIT 20;

-- department_goals: what whole departments set out to do
SELECT t.unit_name, g.goal FROM department_goals g JOIN department_targets t USING (department_target_id) ORDER BY g.goal_id;

-- department_indicators: by which targets, kinds of their own among them
SELECT level1, level2, count(*) AS indicators, count(target_value) AS with_a_number FROM department_indicators
GROUP BY ALL ORDER BY ALL;

-- totals: what the documents state about themselves
SELECT fiscal_year, item_text, amount_yuan, quote FROM totals WHERE scope = 'department' ORDER BY total_id LIMIT 20;

-- changes: what rose and what fell against the year before
SELECT from_year, to_year, item_text, amount_yuan, percent FROM changes ORDER BY change_id LIMIT 20;

-- shares: which parts of a whole, and which completion of budgets, the text states
SELECT kind, item_text, of_item_text, percent, year, page FROM shares ORDER BY share_id LIMIT 20;

-- listed_projects: projects of the text that have no table of their own
SELECT name, amount_yuan FROM listed_projects WHERE project_id IS NULL ORDER BY listed_id;

-- contents: projects by the order of the printed contents
SELECT c.ordinal, c.title, p.budget_yuan FROM contents c LEFT JOIN projects p USING (project_id) ORDER BY c.content_id LIMIT 20;

-- statement_lines: revenue and expenditure of the summary tables
SELECT statement, side, name, amount_yuan FROM statement_lines
WHERE statement = 'revenue_expenditure_summary' AND amount_yuan IS NOT NULL ORDER BY statement_line_id LIMIT 20;

-- statement_figures: percentages and counts that the tables print beside their amounts
SELECT statement, name, column_text, measure, value, unit FROM statement_figures ORDER BY statement_figure_id LIMIT 20;

-- reconciliations: which identities hold how often
SELECT rule, status, count(*) AS checks FROM reconciliations GROUP BY ALL ORDER BY ALL;

-- check_operands: the figures behind the checks that failed
SELECT r.rule, o.role, o.dataset, o.record_id, o."column" FROM check_operands o JOIN reconciliations r USING (check_id)
WHERE r.status = 'failed' ORDER BY o.operand_id LIMIT 20;

-- findings: what to look at first
SELECT severity, rule, message, page FROM findings WHERE severity <> 'info' ORDER BY severity, rule, finding_id LIMIT 20;

-- corrections: values that a person put right
SELECT dataset, record_id, "column", printed_value, right_value, reason, corrected_by FROM corrections ORDER BY correction_id;

-- quarantine: records that broke their schema
SELECT dataset, record_id, "column", failure FROM quarantine ORDER BY quarantine_id;

-- cells: a table as it was printed
SELECT "row", string_agg(coalesce(text, ''), ' | ' ORDER BY "column") AS printed FROM cells
WHERE (document_id, "table") IN (SELECT document_id, min("table") FROM cells GROUP BY document_id ORDER BY document_id LIMIT 1)
GROUP BY "row" ORDER BY "row";

-- paragraphs: where a word stands
SELECT document_id, page, text FROM paragraphs WHERE contains(text, '绩效') ORDER BY paragraph_id LIMIT 10;

-- lineage: the cell behind each budget
SELECT p.project_name, p.budget_yuan, c.page, c.text AS printed
FROM projects p JOIN lineage l ON l.record_id = p.project_id AND l."column" = 'budget_yuan' JOIN cells c USING (cell_id)
ORDER BY p.project_id LIMIT 10;
