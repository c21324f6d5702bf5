-- Gives the ledger a user and a database of its own, both named LEDGER_USER. It may run any number of times.
\getenv user LEDGER_USER
\getenv password LEDGER_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', :'user') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'user') \gexec
ALTER ROLE :"user" PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'user', :'user')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'user') \gexec
REVOKE CONNECT ON DATABASE airflow FROM PUBLIC;
