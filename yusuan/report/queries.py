"""The report's queries over the datasets of a release. `?` is the number of rows shown of each group."""

from yusuan.summary import STATE

# a document that lies in the raw folder twice is one document, a department is one in a year whatever its documents are
VIEWS = f"""
create temp view file as select *, {STATE} as state from documents;

create temp table document as
select document_id, fiscal_year, department_name, source_path,
    case when department_name is null then coalesce(title, source_path)
         when region_name is null or starts_with(department_name, region_name) then department_name
         else region_name || ' ' || department_name end as name,
    concat_ws('|', fiscal_year, name) as department
from file
where state not in ('rejected', 'archive')
qualify row_number() over (partition by document_id order by source_path) = 1;

create temp table judged as
select r.*, d.source_path,
    coalesce(d.fiscal_year, r.fiscal_year) as year,
    coalesce(d.name, g.name, r.subject_name, '跨文件核对') as name,
    coalesce(d.department, g.department, concat_ws('|', r.fiscal_year, coalesce(r.subject_name, '跨文件核对'))) as department
from reconciliations r
left join document d on r.document_id = d.document_id
left join (
    select fiscal_year, department_name, min(name) as name, min(department) as department from document group by all
) g on r.document_id is null and r.fiscal_year = g.fiscal_year and r.subject_name = g.department_name;
"""

QUERIES = {
    "years": "select distinct fiscal_year from documents where fiscal_year is not null order by 1",
    "statuses": "select state as name, count(*) as number from file group by 1 order by 1",
    "outcomes": "select status as name, count(*) as number from reconciliations group by 1 order by 1",
    "severities": "select severity as name, count(*) as number from findings group by 1 order by 1",
    "figures": """
        select (select count(*) from projects) as projects,
               (select count(*) from indicators) as indicators,
               (select count(*) from listed_projects) as listed,
               (select sum(budget_yuan) from projects) as budget_yuan,
               (select count(*) from findings) as findings,
               (select count(*) from quarantine) as quarantined,
               (select count(*) from documents) as documents
    """,
    "documents": """
        select d.*, coalesce(p.projects, 0) as projects, coalesce(c.failed, 0) as failed, coalesce(f.findings, 0) as findings,
            row_number() over (partition by d.document_id order by d.source_path) = 1 as is_first
        from file d
        left join (select document_id, count(*) as projects from projects group by 1) p using (document_id)
        left join (
            select document_id, count(*) as failed from reconciliations where status = 'failed' group by 1
        ) c using (document_id)
        left join (
            select document_id, count(*) as findings from findings where severity <> 'info' group by 1
        ) f using (document_id)
        order by array_position(['rejected', 'partial', 'parsed', 'archive'], d.state), d.source_path
        limit ?
    """,
    "departments": """
        with checks as (
            select department, any_value(year) as fiscal_year, any_value(name) as name,
                count(*) filter (status = 'failed') as failed,
                count(*) filter (status = 'insufficient_data') as insufficient_data,
                count(*) filter (status = 'rounding') as rounding,
                count(*) filter (status = 'exact') as exact,
                count(*) filter (status = 'not_applicable') as not_applicable
            from judged group by 1
        ), sums as (
            select d.department, any_value(d.fiscal_year) as fiscal_year, any_value(d.name) as name, count(*) as documents,
                sum(p.projects)::int as projects, sum(p.unpriced)::int as unpriced, sum(p.budget_yuan) as budget_yuan,
                sum(l.listed)::int as listed, sum(l.listed_yuan) as listed_yuan, sum(f.errors)::int as errors,
                sum(f.warnings)::int as warnings
            from document d
            left join (
                select document_id, count(*) as projects, count(*) filter (budget_yuan is null) as unpriced,
                    sum(budget_yuan) as budget_yuan from projects group by 1
            ) p using (document_id)
            left join (select document_id, count(*) as listed, sum(amount_yuan) as listed_yuan from listed_projects group by 1) l
                using (document_id)
            left join (
                select document_id, count(*) filter (severity = 'error') as errors,
                    count(*) filter (severity = 'warning') as warnings from findings group by 1
            ) f using (document_id)
            group by 1
        )
        select department, coalesce(s.fiscal_year, c.fiscal_year) as fiscal_year, coalesce(s.name, c.name) as name,
            coalesce(documents, 0) as documents, coalesce(projects, 0) as projects,
            coalesce(unpriced, 0) as unpriced, budget_yuan,
            coalesce(listed, 0) as listed, listed_yuan, coalesce(errors, 0) as errors, coalesce(warnings, 0) as warnings,
            coalesce(failed, 0) as failed, coalesce(insufficient_data, 0) as insufficient_data,
            coalesce(rounding, 0) as rounding, coalesce(exact, 0) as exact, coalesce(not_applicable, 0) as not_applicable
        from sums s full join checks c using (department)
        order by failed > 0 desc, failed desc, fiscal_year desc nulls last, name, department
    """,
    "overall": """
        select t.*, coalesce(d.fiscal_year, t.fiscal_year) as year, d.source_path, d.name,
            coalesce(k.tasks, 0) as tasks, coalesce(i.indicators, 0) as indicators, count(*) over () as number
        from department_targets t
        left join document d using (document_id)
        left join (select department_target_id, count(*) as tasks from department_tasks group by 1) k using (department_target_id)
        left join (select department_target_id, count(*) as indicators from department_indicators group by 1) i
            using (department_target_id)
        order by year desc nulls last, d.name, t.department_target_id
        limit ?
    """,
    "checks": """
        select * from judged where status in ('failed', 'insufficient_data', 'rounding')
        qualify row_number() over (partition by department, status order by abs(difference) desc nulls last, check_id) <= ?
        order by department, array_position(['failed', 'insufficient_data', 'rounding'], status), rule, check_id
    """,
    "agreed": """
        select department, rule, status, count(*) as number, min_by(explanation, check_id) as explanation
        from judged where status in ('exact', 'not_applicable') group by 1, 2, 3 order by 1, 3, 2
    """,
    "findings": """
        select f.*, d.source_path, d.name, count(*) over (partition by f.severity, f.rule) as total
        from findings f left join document d using (document_id)
        qualify row_number() over (partition by f.severity, f.rule order by f.document_id nulls first, f.finding_id) <= ?
        order by total desc, f.rule, f.document_id nulls first, f.finding_id
    """,
    "unchecked": """
        select *, count(*) over (partition by rule) as total from judged where status = 'insufficient_data'
        qualify row_number() over (partition by rule order by year, department, check_id) <= ?
        order by rule, year, department, check_id
    """,
    "quarantined": """
        select dataset, "column", "check", count(*) as number, min(record_id) as record_id, min_by(failure, record_id) as failure
        from quarantine group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit 20
    """,
    "example": """
        select project_id as record_id, 'budget_yuan' as "column", project_name as name, budget_yuan from projects
        where budget_yuan is not null order by project_id limit 1
    """,
}
